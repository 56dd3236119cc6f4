// The shader's functions of one element, run in JavaScript: for all elements, and the short way of
// most.

import type { Quantity } from "../../../src/semantics/element.js";
import { arithmetic, quickArithmetic } from "../../../src/webgpu/arithmetic.js";
import { bitsOf } from "../../../src/webgpu/bits.js";
import type { Input } from "./distance.js";
import { type Floats, functionsOf } from "./wgsl.js";

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

export type Run = (quantity: Quantity, y: number, x: number, posWeight?: number) => number;

/** What the functions for all elements give. */
export function shader(input: Input, floats: Floats, labelSmoothing = 0): Run {
  const functions = functionsOf(arithmetic({ ...input, labelSmoothing }, "0u"), floats) as {
    readonly [name: string]: (...args: unknown[]) => unknown;
  };
  return (quantity, y, x, posWeight = 1) => {
    const w = functions["wideOf"]!(bitsOf(posWeight));
    const result = functions["bitsOf"]!(functions[`${quantity}Of`]!(bitsOf(y), bitsOf(x), w));
    word[0] = result as number;
    return float[0]!;
  };
}

/** The short way; null where an element does not take it. */
export function quickShader(input: Input, floats: Floats, labelSmoothing = 0) {
  const options = { ...input, labelSmoothing };
  const text = arithmetic(options, "0u") + quickArithmetic(options);
  const functions = functionsOf(text, floats) as {
    readonly [name: string]: (...args: unknown[]) => unknown;
  };
  return (quantity: Quantity, y: number, x: number, posWeight = 1): number | null => {
    const [label, prediction] = [bitsOf(y), bitsOf(x)];
    const isQuick =
      functions["isQuickLabel"]!(label) &&
      functions["isQuickPrediction"]!(prediction) &&
      functions["isQuickWeight"]!(bitsOf(posWeight));
    if (!isQuick) return null;
    const shares = functions["quickSharesOf"]!(label, floats.constant(Math.fround(posWeight)));
    const all = functions["quickOf"]!(shares, prediction) as Record<Quantity, unknown>;
    return floats.value(all[quantity]);
  };
}

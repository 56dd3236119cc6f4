// Random calls: every form of tensor, every option, every layout, most of them small.

import type { Axis } from "../oracle/layout.js";
import type { Options } from "../oracle/loss.js";
import type { Dtype } from "../oracle/precision.js";
import { sizeOf, type TensorSpec } from "../oracle/tensor.js";
import type { Argument, Call, Memory, Out } from "./call.js";
import { optionsOf, shapeOf } from "./options.js";
import type { Random } from "./random.js";
import { spoil } from "./spoil.js";
import { styleOf, tensorOf } from "./tensors.js";
import { labels, logits, mask, probabilities, type Values, weights } from "./values.js";

/** A shape that a weight or a mask may have. */
function weightShape(random: Random, shape: readonly number[], axis: Axis | undefined): number[] {
  const averaged = shape.map(
    (_, i) =>
      axis === null ||
      [axis ?? -1].flat().some((named) => (named < 0 ? named + shape.length : named) === i),
  );
  const cells = shape.filter((_, i) => !averaged[i]);
  const left = cells
    .slice(0, random.integer(0, cells.length))
    .map((length) => (random.chance(0.15) ? 1 : length));
  return random.weighted([
    [1, []],
    [3, cells],
    [2, left],
    [2, [...cells, 1]],
    [2, [...shape]],
    [shape.length === 1 ? 3 : 0, [...shape]],
  ]);
}

/** yPred's shape and yTrue's, which may lack or have a trailing axis of 1, or be a lone number. */
function partnerOf(
  random: Random,
  shape: readonly number[],
  isFunction: boolean,
): readonly number[] {
  if (isFunction || random.chance(0.9)) return shape;
  if (random.chance(0.5)) return [...shape, 1];
  return shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
}

const memories: readonly (readonly [number, Memory])[] = [
  [5, "ordinary"],
  [3, "kernel"],
  [0.7, "shared"],
  [0.7, "sharedKernel"],
];

/** @param given The predictions' shape, if it is not to be chosen. */
export function generate(random: Random, given?: readonly number[]): Call {
  const shape = given ?? shapeOf(random);
  const options = optionsOf(random, shape);
  const through = random.weighted([
    [10, "class"],
    [1, "function"],
    [0.5, "method"],
    [1, "metric"],
  ] as const);
  const guess: Dtype = options.dtype ?? (random.chance(0.3) ? "float64" : "float32");
  const predictions = options.fromLogits
    ? logits(random, guess)
    : probabilities(random, guess, options.epsilon ?? 1e-7);
  const style = styleOf(random);
  const tensor = (argument: Argument, of: readonly number[], values: Values) =>
    tensorOf(random, argument, of, values, style);
  const label = labels(random, guess, options.ignoreLabel);
  const yTrue: TensorSpec = random.chance(0.04)
    ? { form: "number", kind: "plain", shape: [], data: [label()] }
    : tensor("yTrue", partnerOf(random, shape, through === "function"), label);
  const yPred = tensor("yPred", shape, predictions);
  const takesWeights = through === "class" || through === "metric";
  const beside = (argument: Argument, chance: number, values: () => Values) =>
    takesWeights && random.chance(chance)
      ? tensor(argument, weightShape(random, shape, options.axis), values())
      : undefined;
  const sampleWeight = beside("sampleWeight", 0.45, () => weights(random));
  const maskSpec = beside("mask", 0.2, () => mask(random));
  const call: Call = {
    through,
    options: through === "class" ? options : withoutReduction(options),
    yTrue,
    yPred,
    ...(sampleWeight && { sampleWeight }),
    ...(maskSpec && { mask: maskSpec }),
    memory: random.weighted(memories),
  };
  const out = through === "class" ? outOf(random, call) : undefined;
  const whole = out ? { ...call, out } : call;
  return random.chance(0.06) ? spoil(random, whole) : whole;
}

function withoutReduction({ reduction: _, ...options }: Options): Options {
  return options;
}

function outOf(random: Random, call: Call): Out | undefined {
  // Calls of more than one block are few; what is read after it was written to shows in them.
  const isLarge = sizeOf(call.yPred.shape) > 1000;
  if (random.chance(isLarge ? 0.2 : 0.5)) return undefined;
  const isShaped = random.chance(0.3);
  const placed = (["yTrue", "yPred", "sampleWeight", "mask"] as const).filter((name) => {
    const tensor = call[name];
    return (
      tensor &&
      (tensor.form === "typed" || tensor.form === "shaped") &&
      tensor.kind !== "plain" &&
      tensor.kind !== "boolean"
    );
  });
  if (placed.length === 0 || random.chance(0.3)) return { isShaped };
  const inputs = random.shuffled(placed).slice(0, random.integer(1, placed.length));
  // From where the first of them begins, before it, and from somewhere later on.
  const at = random.weighted([
    [5, 0],
    [2, 4],
    [2, 8],
    [1, -4],
    [1, 8 * random.integer(0, 8)],
  ]);
  return { isShaped, over: { inputs, at: at + 64 } };
}

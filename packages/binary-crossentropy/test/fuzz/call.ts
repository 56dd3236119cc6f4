// A call as plain data, from which the real arguments are built.

import type { Options } from "../oracle/loss.js";
import type { TensorSpec } from "../oracle/tensor.js";

export type Argument = "yTrue" | "yPred" | "sampleWeight" | "mask";

/** Where arrays lie. */
export type Memory = "ordinary" | "kernel" | "shared" | "sharedKernel";

export interface Call {
  /** The class, the function, the class's method `call`, or the streaming metric. */
  readonly through: "class" | "function" | "method" | "metric";
  readonly options: Options;
  readonly yTrue: TensorSpec;
  readonly yPred: TensorSpec;
  readonly sampleWeight?: TensorSpec;
  readonly mask?: TensorSpec;
  readonly memory: Memory;
  readonly out?: Out;
}

/** The array for derivatives. */
export interface Out {
  readonly isShaped: boolean;
  /**
   * The inputs that lie one after the other in one piece of memory with `out`, each at a multiple
   * of 8 bytes, and where in that piece `out` begins. Without them it is an array of its own.
   */
  readonly over?: { readonly inputs: readonly Argument[]; readonly at: number };
  /** What is wrong with it. */
  readonly spoiled?: "dtype" | "length" | "shape";
}

/** The same, as JSON can say it: what it lacks are strings. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item) =>
    typeof item === "number" && (!Number.isFinite(item) || Object.is(item, -0))
      ? Object.is(item, -0)
        ? "-0"
        : String(item)
      : item,
  );
}

const texts: Record<string, number> = {
  NaN: NaN,
  Infinity: Infinity,
  "-Infinity": -Infinity,
  "-0": -0,
};

export function fromJson(text: string): unknown {
  return JSON.parse(text, (_, item) =>
    typeof item === "string" && item in texts ? texts[item] : item,
  );
}

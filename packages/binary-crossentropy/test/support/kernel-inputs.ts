// What the kernels are tested with: every input that they know, and data for it.

import { describeInTiers, testInTiers } from "@binary-crossentropy/test/tiers";
import type { Dialect } from "binary-crossentropy";

export const kinds = { float32: Float32Array, float64: Float64Array } as const;

export const inputs: { name: string; fromLogits: boolean; dialect: Dialect }[] = [
  { name: "logits", fromLogits: true, dialect: "keras2" },
  { name: "keras2", fromLogits: false, dialect: "keras2" },
  { name: "keras3", fromLogits: false, dialect: "keras3" },
  { name: "torch", fromLogits: false, dialect: "torch" },
  { name: "exact", fromLogits: false, dialect: "exact" },
];

/** What stands for all inputs, and both types of numbers, in the quick tier of the tests. */
const quick: { readonly [input: string]: readonly string[] } = {
  logits: ["float32"],
  keras3: ["float64"],
  torch: ["float32"],
};

type Dtype = keyof typeof kinds;
const dtypes: readonly (readonly [title: string, dtype: Dtype])[] = [
  ["float32", "float32"],
  ["float64", "float64"],
];

/** A suite of tests of an input for each type of numbers. */
export const describeDtypes = (input: string, body: (dtype: Dtype) => void): void =>
  describeInTiers(dtypes, quick[input] ?? [], (_, dtype) => body(dtype));

/** A test of an input for each type of numbers. */
export const testDtypes = (input: string, body: (dtype: Dtype) => void): void =>
  testInTiers(dtypes, quick[input] ?? [], (_, dtype) => body(dtype));

/**
 * The same in every run: labels and predictions that no kernel could mistake for their neighbours.
 */
export function create(length: number, fromLogits: boolean, soft: boolean) {
  const y = Array.from({ length }, (_, i) =>
    soft ? ((i * 7) % 11) / 10 : (i * i + (i >> 3)) % 3 === 0 ? 1 : 0,
  );
  const x = Array.from({ length }, (_, i) => {
    const z = 4 * Math.sin(1.7 * i) + (i % 5) / 10;
    return fromLogits ? z : 1 / (1 + Math.exp(-z));
  });
  return { y, x };
}

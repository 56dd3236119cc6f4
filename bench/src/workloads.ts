// What is measured, as data, and the numbers it is measured on: the same for every contender and in every run.

import { uniformFloat32 } from "pure-rand/distribution/uniformFloat32";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export type Quantity = "value" | "value and gradient";
export type Input = "logits" | "probabilities";

export interface Workload {
  readonly quantity: Quantity;
  readonly input: Input;
  /** Hard labels are 0 or 1. */
  readonly labels: "hard";
  readonly dtype: "float32";
  /** Number of elements. */
  readonly n: number;
}

export interface Data {
  readonly yTrue: Float32Array;
  /** Logits or probabilities. */
  readonly yPred: Float32Array;
}

export const defaultSizes: readonly number[] = [32, 2 ** 10, 2 ** 16, 2 ** 20, 2 ** 24];
export const smokeSizes: readonly number[] = [32, 2 ** 10];

const quantities: readonly Quantity[] = ["value", "value and gradient"];
const inputs: readonly Input[] = ["logits", "probabilities"];

export function workloadsOf(sizes: readonly number[]): Workload[] {
  return quantities.flatMap((quantity) =>
    inputs.flatMap((input) => sizes.map((n): Workload => ({ quantity, input, labels: "hard", dtype: "float32", n }))),
  );
}

const deviation = 2;
// No probability comes near enough to 0 or 1 to be clipped: there float32 and float64 differ on purpose.
const largestLogit = 10;

/** Normally distributed logits, or their probabilities, and labels that are 1 as often as the logit says. */
export function createData({ input, n }: Workload): Data {
  const random = xoroshiro128plus(20240229);
  const yTrue = new Float32Array(n);
  const yPred = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    // Box and Muller, with 1 − u in (0, 1] so that the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat32(random)));
    const normal = deviation * radius * Math.cos(2 * Math.PI * uniformFloat32(random));
    const z = Math.min(Math.max(normal, -largestLogit), largestLogit);
    const p = 1 / (1 + Math.exp(-z));
    yPred[i] = input === "logits" ? z : p;
    yTrue[i] = uniformFloat32(random) < p ? 1 : 0;
  }
  return { yTrue, yPred };
}

// What is measured, as data.

import type { Dialect } from "binary-crossentropy";
import type { Road } from "./roads/road.js";

export type Quantity = "value" | "value and gradient";
export type Input = "logits" | "probabilities";
export type Dtype = "float32" | "float64";

export interface Workload {
  readonly quantity: Quantity;
  readonly input: Input;
  /** Hard labels are 0 or 1; the loss smooths the same labels by `smoothing`. */
  readonly labels: "hard" | "smoothed";
  readonly weights: "none" | "per sample";
  readonly dtype: Dtype;
  /** Number of elements. */
  readonly n: number;
}

/** A workload by any road; by the flat one, as all others, unless it says so. */
export interface RoadWorkload extends Omit<Workload, "quantity"> {
  readonly quantity: Quantity | "Hessian";
  /** For probabilities; keras2 unless said. */
  readonly dialect?: Dialect;
  readonly road?: Road;
}

export const smoothing = 0.1;

export const defaultSizes: readonly number[] = [32, 2 ** 10, 2 ** 16, 2 ** 20, 2 ** 24];
/** The second is large enough for threads. */
export const smokeSizes: readonly number[] = [32, 2 ** 18];

/**
 * From here on arrays are long enough that the cost of the elements is all that counts, in float64
 * too.
 */
const long = 2 ** 20;

/**
 * Sizes at which only hard labels without weights are measured: between these and the others
 * nothing changes but N.
 */
const plainSizes: readonly number[] = [2 ** 16, 2 ** 24];

const quantities: readonly Quantity[] = ["value", "value and gradient"];
const inputs: readonly Input[] = ["logits", "probabilities"];
const variants: readonly Pick<Workload, "labels" | "weights">[] = [
  { labels: "hard", weights: "none" },
  { labels: "smoothed", weights: "none" },
  { labels: "hard", weights: "per sample" },
];

/**
 * Sizes outermost, so that each size's data is made once; float64 last, for it needs other
 * processes.
 */
export function workloadsOf(
  sizes: readonly number[],
  float64Sizes = sizes.filter((n) => n >= long),
): Workload[] {
  const float32 = sizes.flatMap((n) =>
    combine(n, "float32", plainSizes.includes(n) ? variants.slice(0, 1) : variants),
  );
  return [...float32, ...float64Sizes.flatMap((n) => combine(n, "float64", variants.slice(0, 1)))];
}

/** Everything once and the most common again, at one more size: enough to see that it works. */
export function smokeWorkloads([first, ...more]: readonly number[]): Workload[] {
  const sizes = first === undefined ? [] : [first];
  return [
    ...workloadsOf(sizes, []),
    ...more.flatMap((n) => combine(n, "float32", variants.slice(0, 1))),
    ...workloadsOf([], sizes),
  ];
}

function combine(n: number, dtype: Dtype, of: typeof variants): Workload[] {
  return quantities.flatMap((quantity) =>
    inputs.flatMap((input) => of.map((variant) => ({ quantity, input, ...variant, dtype, n }))),
  );
}

export function smoothingOf({ labels }: Pick<Workload, "labels">): number {
  return labels === "smoothed" ? smoothing : 0;
}

/** Whether a call leaves an array: derivatives, or a loss for each cell. */
export function leavesArray({ quantity, road }: RoadWorkload): boolean {
  return quantity !== "value" || road?.reduction === "none";
}

/** As the tables and the command line call it. */
export function labelsOf({ labels, weights }: Pick<Workload, "labels" | "weights">): string {
  return weights === "none" ? `${labels} labels` : `${labels} labels, weighted`;
}

// The numbers of a road, in the order of its elements, made from the data that all workloads share:
// its form comes later. Peers in Python make the same in peers/workload.py.

import type { RoadWorkload } from "../workloads.js";
import { layoutOf } from "./layout.js";
import { ignored, type Per, positive } from "./road.js";
import { flat } from "./roads.js";

export interface Numbers {
  readonly labels: ArrayLike<number>;
  readonly predictions: ArrayLike<number>;
  /** One for each element, or one for each row. */
  readonly weights: ArrayLike<number> | undefined;
  /** 0 and 1, as `weights`. */
  readonly mask: Uint8Array<ArrayBuffer> | undefined;
  /** One for all, or one for each column. */
  readonly posWeight: number | number[] | undefined;
}

/** Weights lie between 0.5 and 1.5, so three of four are kept. */
const mostKept = 1.25;

export function numbersOf<A extends Float32Array | Float64Array>(
  workload: Pick<RoadWorkload, "n" | "road">,
  data: { readonly labels: A; readonly predictions: A; readonly weights: A | undefined },
): Numbers & { readonly labels: A; readonly predictions: A; readonly weights: A | undefined } {
  const { road = flat, n } = workload;
  const { rows, columns } = layoutOf(workload);
  const { predictions } = data;
  const weights = data.weights ?? (new Float64Array() as A);
  const first = (per: Per): A => weights.slice(0, per === "samples" ? rows : n) as A;
  const labels = road.ignoring
    ? (data.labels.map((label, i) => (isKept(weights[i]!) ? label : ignored)) as A)
    : data.labels;
  return {
    labels,
    predictions,
    weights: road.weights === "none" ? undefined : first(road.weights),
    mask: road.mask === "none" ? undefined : Uint8Array.from(first(road.mask), (w) => +isKept(w)),
    posWeight: posWeightOf(road.posWeight, weights, columns),
  };
}

function isKept(weight: number): boolean {
  return weight <= mostKept;
}

function posWeightOf(
  posWeight: "none" | "one" | "per label",
  weights: ArrayLike<number>,
  columns: number,
): number | number[] | undefined {
  switch (posWeight) {
    case "none":
      return undefined;
    case "one":
      return positive;
    case "per label":
      return Array.from({ length: columns }, (_, column) => positive * weights[column]!);
  }
}

// Every contender there is, in the order of the tables, with the formula that it computes and how
// far from it the result may be. What is further off is refused, not timed.

import {
  bandwidthName,
  bytesName,
  handWrittenName,
  kernelMemoryName,
  packageName,
  sharedName,
  tensorflowWasmName,
  threadsName,
} from "./names.js";
import type { Formula } from "./reference.js";
import type { RoadWorkload } from "./workloads.js";

/** Peers are "JavaScript" and "native". */
export type Kind = "this package" | "loop" | "JavaScript" | "native" | "bandwidth" | "conversion";

export interface Tolerance {
  /** Relative. */
  readonly mean: number;
  /** For each element of the array: this share of it, and this of an element's share in a mean. */
  readonly gradient: readonly [relative: number, absolute: number];
}

export interface Entry {
  readonly name: string;
  readonly kind: Kind;
  readonly formula: Formula;
  tolerance(workload: RoadWorkload): Tolerance;
}

/**
 * Room for some roundings in double precision; a gradient with a smoothed label in it is a
 * difference that can vanish.
 */
const double: Tolerance = { mean: 1e-12, gradient: [1e-10, 1e-13] };

/**
 * Some roundings in float32, 6e-8 each. The difference of a prediction and a smoothed label is only
 * as good as the label.
 */
function careful({ dtype, labels }: RoadWorkload): Tolerance {
  return dtype === "float64"
    ? double
    : { mean: 1e-6, gradient: [1e-6, labels === "hard" ? 0 : 1e-6] };
}

/**
 * As `careful`, but the sigmoid of a sure logit less its label cancels, and sums are made in
 * float32, in blocks.
 */
function inFloat32({ dtype }: RoadWorkload): Tolerance {
  return dtype === "float64" ? double : { mean: 1e-5, gradient: [1e-5, 1e-6] };
}

/**
 * One float32 total runs over the whole array: the larger it has become, the more of each new loss
 * is lost.
 */
function runningTotal({ n }: RoadWorkload): Tolerance {
  return { mean: 1e-5 + 4e-9 * n, gradient: [1e-5, 1e-6] };
}

/**
 * A few float32 totals for the whole array, and shorter polynomials for exponentials and
 * logarithms.
 */
function xla(workload: RoadWorkload): Tolerance {
  return workload.dtype === "float64"
    ? double
    : { mean: 3e-5 + 1e-10 * workload.n, gradient: [1e-5, 1e-6] };
}

function entry(name: string, kind: Kind, formula: Formula, tolerance: Entry["tolerance"]): Entry {
  return { name, kind, formula, tolerance };
}

export const roster: readonly Entry[] = [
  entry(packageName, "this package", "epsilon inside", careful),
  entry(kernelMemoryName, "this package", "epsilon inside", careful),
  entry(threadsName, "this package", "epsilon inside", careful),
  entry(sharedName, "this package", "epsilon inside", careful),
  entry(bytesName, "this package", "epsilon inside", careful),
  entry(handWrittenName, "loop", "epsilon inside", careful),
  entry("TensorFlow.js cpu", "JavaScript", "epsilon inside", inFloat32),
  entry(tensorflowWasmName, "JavaScript", "epsilon inside", runningTotal),
  entry("jax-js wasm", "JavaScript", "exact", runningTotal),
  entry("NumPy", "native", "exact", inFloat32),
  entry("TensorFlow eager", "native", "exact", inFloat32),
  entry("TensorFlow XLA", "native", "exact", xla),
  entry("PyTorch eager", "native", "exact", inFloat32),
  entry("PyTorch compiled", "native", "exact", inFloat32),
  entry("JAX jit", "native", "exact", inFloat32),
  entry("numpy.asarray", "conversion", "exact", careful),
  entry("torch.tensor", "conversion", "exact", careful),
  entry(bandwidthName, "bandwidth", "exact", careful),
];

/** @throws TypeError for a contender that is not in the roster: a bug. */
export function entryOf(name: string): Entry {
  const found = roster.find((each) => each.name === name);
  if (!found) throw new TypeError(`no contender is called ${name}`);
  return found;
}

/** Some contenders only move numbers: there is no loss to compare. */
export function computes({ kind }: Entry): boolean {
  return kind !== "bandwidth" && kind !== "conversion";
}

/** A dialect other than keras2 has no epsilon inside its logarithms. */
export function formulaOf({ formula }: Entry, { dialect = "keras2" }: RoadWorkload): Formula {
  return dialect === "keras2" ? formula : "exact";
}

export function orderOf(name: string): number {
  return roster.findIndex((each) => each.name === name);
}

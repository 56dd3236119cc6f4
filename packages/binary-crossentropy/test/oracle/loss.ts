// The whole loss, as plainly as it can be said: which elements count, by how much, and what they
// add up to. Losses that are to be summed up are handed in, so that sums can be judged by the
// losses as computed.

import { type Dialect, type ElementOptions, type ElementTruth, elementTruth } from "./element.js";
import type { Focus } from "./focal.js";
import { type Axis, type Layout, layOut } from "./layout.js";
import { type Dtype, round } from "./precision.js";
import { absolute, add, divide, isZero, multiply, one, type Real, real, zero } from "./real.js";
import { Refusal, Undecided } from "./refusal.js";
import { indexOf, type Kind, type Numbers, read, type TensorSpec } from "./tensor.js";

export type Reduction =
  | "auto"
  | "sum_over_batch_size"
  | "mean"
  | "mean_with_sample_weight"
  | "sum"
  | "none"
  | null;

export interface Options {
  readonly fromLogits?: boolean;
  readonly labelSmoothing?: number;
  readonly axis?: Axis;
  readonly reduction?: Reduction;
  readonly dialect?: Dialect;
  readonly epsilon?: number;
  readonly dtype?: Dtype;
  readonly posWeight?: number | readonly number[];
  readonly ignoreLabel?: number;
  readonly validate?: boolean;
  /** Of focal loss alone, which is meant where there is a gamma. */
  readonly gamma?: number;
  readonly alpha?: number;
  readonly applyClassBalancing?: boolean;
}

/** Whether they are options of focal loss. */
export const isFocal = ({ gamma }: Options): boolean => gamma !== undefined;

export interface Question {
  readonly options: Options;
  /** Whether ranks one apart are repaired, as the class does. */
  readonly repairs: boolean;
  readonly yTrue: TensorSpec;
  readonly yPred: TensorSpec;
  readonly sampleWeight?: TensorSpec;
  readonly mask?: TensorSpec;
}

/** A call, laid out over its elements. */
export interface Problem {
  readonly dtype: Dtype;
  readonly layout: Layout;
  readonly reduction: Reduction;
  /** Labels, predictions and factors of the positive term, in the compute dtype. */
  readonly y: readonly number[];
  readonly x: readonly number[];
  readonly posWeight: (element: number) => number;
  /** Each element's weight in the compute dtype, 1 without weights. */
  readonly weight: readonly number[];
  readonly isWeighted: boolean;
  readonly kept: readonly boolean[];
  readonly element: ElementOptions;
  /** How many elements of each cell count. */
  readonly counts: readonly number[];
  /** Whether each cell counts. */
  readonly live: readonly boolean[];
}

function checkOptions(options: Options): void {
  const { labelSmoothing = 0, epsilon = 0, posWeight = 1, ignoreLabel = 0 } = options;
  const factors = typeof posWeight === "number" ? [posWeight] : posWeight;
  const refuse = (argument: string, isBad: boolean) => {
    if (isBad) throw new Refusal("ValueError", argument);
  };
  refuse("labelSmoothing", !(labelSmoothing >= 0 && labelSmoothing <= 1));
  refuse("epsilon", !(epsilon >= 0 && epsilon < 0.5));
  refuse(
    "posWeight",
    factors.length === 0 || factors.some((factor) => !(factor >= 0 && factor < Infinity)),
  );
  refuse("ignoreLabel", Math.abs(ignoreLabel) === Infinity);
  if (!isFocal(options)) return;
  const { gamma, alpha = 0.25, dialect } = options;
  refuse("gamma", !(gamma! >= 0 && gamma! < Infinity));
  refuse("alpha", !((alpha >= 0 && alpha <= 1) || (alpha === -1 && dialect === "torch")));
  refuse("posWeight", options.posWeight !== undefined && balanceOf(options) !== undefined);
}

/** The α that counts; undefined where none does. */
function balanceOf({ alpha = 0.25, applyClassBalancing, dialect }: Options): number | undefined {
  if (dialect === "torch") return alpha === -1 ? undefined : alpha;
  return applyClassBalancing ? alpha : undefined;
}

/** What is not focused is binary cross-entropy. */
function focusOf(options: Options): Focus | undefined {
  if (!isFocal(options)) return undefined;
  const alpha = balanceOf(options);
  return options.gamma === 0 && alpha === undefined ? undefined : { gamma: options.gamma!, alpha };
}

/** Reads a call. Throws what it is to be refused with. */
export function pose({ options, repairs, ...tensors }: Question): Problem {
  checkOptions(options);
  const yTrue = read(tensors.yTrue);
  const yPred = read(tensors.yPred);
  const weights = tensors.sampleWeight && read(tensors.sampleWeight);
  const mask = tensors.mask && read(tensors.mask);
  const isFloat64 =
    yPred.kind === "Float64Array" &&
    (tensors.yPred.form === "typed" || tensors.yPred.form === "shaped");
  const dtype = options.dtype ?? (isFloat64 ? "float64" : "float32");
  const isNumber = tensors.yTrue.form === "number";
  const axis = options.axis === undefined ? -1 : options.axis;
  const layout = layOut({ yTrue, yPred, isNumber, axis, repairs, weights: [weights, mask] });
  const inDtype = (x: number) => round(x, dtype);
  const size = layout.cellOf.length;
  const each = <T>(of: (i: number) => T): T[] => Array.from({ length: size }, (_, i) => of(i));
  const labelAt = (i: number) => yTrue.values[isNumber ? 0 : i]!;
  const weightAt = weights && layout.spread("sampleWeight", weights);
  const maskAt = mask && layout.spread("mask", mask);
  if (mask?.values.some((value) => value !== 0 && value !== 1))
    throw new Refusal("ValueError", "mask");
  const posWeight = posWeightOf(options.posWeight, yPred, layout, inDtype);
  const kept = each(
    (i) =>
      (!maskAt || mask!.values[maskAt[i]!] === 1) &&
      !isIgnored(labelAt(i), yTrue.kind, options.ignoreLabel),
  );
  if (options.validate) validate(options, yTrue, yPred, isNumber, kept);
  const counts = Array.from({ length: layout.cells }, () => 0);
  layout.cellOf.forEach((cell, i) => {
    if (kept[i]) counts[cell]!++;
  });
  const selects = mask !== undefined || options.ignoreLabel !== undefined;
  return {
    dtype,
    layout,
    reduction: options.reduction === undefined ? "auto" : options.reduction,
    y: each((i) => inDtype(labelAt(i))),
    x: each((i) => inDtype(yPred.values[i]!)),
    posWeight,
    weight: each((i) => (weightAt ? inDtype(weights!.values[weightAt[i]!]!) : 1)),
    isWeighted: weights !== undefined,
    kept,
    element: {
      fromLogits: options.fromLogits ?? false,
      dialect: options.dialect ?? "keras2",
      epsilon: options.epsilon ?? 1e-7,
      labelSmoothing: options.labelSmoothing ?? 0,
      dtype,
      focus: focusOf(options),
    },
    counts,
    live: counts.map((count) => count > 0 || !selects),
  };
}

function posWeightOf(
  posWeight: Options["posWeight"],
  yPred: Numbers,
  { shape }: Layout,
  inDtype: (x: number) => number,
) {
  if (typeof posWeight !== "object") return () => inDtype(posWeight ?? 1);
  // The labels of flat data that is read as samples: the contract does not say whether they are N
  // or one.
  if (shape.length === 2 && yPred.shape.length === 1 && posWeight.length === yPred.shape[0])
    throw new Undecided("posWeight per label of samples");
  const labels = shape.at(-1) ?? 1;
  if (posWeight.length !== labels) throw new Refusal("ShapeError", "posWeight");
  return (i: number) => inDtype(posWeight[i % labels]!);
}

/** Whether a label is the one to ignore, as the labels' own array would hold it. */
function isIgnored(label: number, kind: Kind, ignored: number | undefined): boolean {
  if (ignored === undefined) return false;
  if (ignored !== ignored) return label !== label;
  const isShort = Number.isInteger(ignored) && Math.abs(ignored) <= 256;
  if ((kind === "float16" || kind === "bfloat16") && !isShort)
    throw new Undecided("a label to ignore that 16 bits do not hold");
  if (kind !== "Float32Array") return label === ignored;
  const held = Math.fround(ignored);
  if (held === 0 && ignored !== 0)
    throw new Undecided("a label to ignore that float32 takes for 0");
  return label === held;
}

function validate(
  { fromLogits }: Options,
  yTrue: Numbers,
  yPred: Numbers,
  isNumber: boolean,
  kept: readonly boolean[],
): void {
  const isOutside = (value: number) => !(value >= 0 && value <= 1);
  const check = (
    argument: string,
    { values, shape }: Numbers,
    isBad: (value: number) => boolean,
    isLone = false,
  ) => {
    const bad = kept.findIndex((counts, i) => counts && isBad(values[isLone ? 0 : i]!));
    if (bad < 0) return;
    const value = values[isLone ? 0 : bad]!;
    const where = isLone || shape.length === 0 ? "" : ` at [${indexOf(bad, shape).join(", ")}]`;
    throw new Refusal("ValueError", argument, `got ${value}${where}`);
  };
  check("yTrue", yTrue, isOutside, isNumber);
  check("yPred", yPred, fromLogits ? (value) => value !== value : isOutside);
}

/** The true loss and derivatives of each element, without weights. */
export function elements({ y, x, posWeight, element }: Problem): ElementTruth[] {
  return x.map((prediction, i) => elementTruth(y[i]!, prediction, posWeight(i), element));
}

/** A sum, and the sum of the sizes of what it is made of. */
export interface Sum {
  readonly value: Real;
  readonly size: Real;
  /** How many numbers went into it. */
  readonly terms: number;
}

const nothing: Sum = { value: zero, size: zero, terms: 0 };
const plus = (a: Sum, value: Real, size = absolute(value), terms = 1): Sum => ({
  value: add(a.value, value),
  size: add(a.size, size),
  terms: a.terms + terms,
});
const over = ({ value, size, terms }: Sum, divisor: Real): Sum => ({
  value: divide(value, divisor),
  size: divide(size, absolute(divisor)),
  terms,
});

/** A loss, and the size of what it is made of: its own, unless its terms are of different signs. */
export interface Loss {
  readonly value: Real;
  readonly size: Real;
}

/** w L of each cell, from the losses of the elements: their mean, 0 where nothing is left. */
export function cellLosses(
  { layout, weight, kept, counts, live }: Problem,
  losses: readonly Loss[],
): Sum[] {
  const sums = counts.map(() => nothing);
  layout.cellOf.forEach((cell, i) => {
    if (!kept[i]) return;
    const w = real(weight[i]!);
    const { value, size } = losses[i]!;
    sums[cell] = plus(sums[cell]!, multiply(w, value), multiply(absolute(w), size));
  });
  return sums.map((sum, cell) => (live[cell] ? over(sum, real(counts[cell]!)) : nothing));
}

/** The weight of each cell: the mean of its elements'. */
function cellWeights({ layout, weight, kept, counts, live, isWeighted }: Problem): Sum[] {
  const sums = counts.map(() => nothing);
  layout.cellOf.forEach((cell, i) => {
    if (kept[i]) sums[cell] = plus(sums[cell]!, real(weight[i]!));
  });
  return sums.map((sum, cell) =>
    isWeighted && live[cell]
      ? over(sum, real(counts[cell]!))
      : { value: live[cell] ? one : zero, size: one, terms: 1 },
  );
}

export const total = (sums: readonly Sum[]): Sum =>
  sums.reduce((all, { value, size, terms }) => plus(all, value, size, terms), nothing);

/** Σ w over the cells that count. */
export const totalWeight = (problem: Problem): Sum => total(cellWeights(problem));

/** What the reduction divides Σ w L by; undefined where it leaves the cells. */
export function divisor(problem: Problem): Sum | undefined {
  const { reduction, live } = problem;
  if (reduction === "none" || reduction === null) return undefined;
  if (reduction === "sum") return plus(nothing, one);
  if (reduction === "mean_with_sample_weight") return totalWeight(problem);
  return plus(nothing, real(live.filter(Boolean).length));
}

/** The losses reduced: one value, or one for each cell. A mean of nothing is 0. */
export function reduce(problem: Problem, losses: readonly Loss[]): Sum[] {
  const cells = cellLosses(problem, losses);
  const by = divisor(problem);
  if (!by) return cells;
  return [isZero(by.value) ? nothing : over(total(cells), by.value)];
}

/**
 * What each element's derivative is multiplied by: w over the cell's count and the reduction's
 * divisor.
 */
export function factors(problem: Problem): Real[] {
  const by = divisor(problem)?.value ?? one;
  const { layout, weight, kept, counts } = problem;
  const shares = new Map<number, Real>();
  const shareOf = (count: number): Real => {
    if (!shares.has(count)) shares.set(count, divide(one, multiply(real(count), by)));
    return shares.get(count)!;
  };
  return layout.cellOf.map((cell, i) =>
    kept[i] && !isZero(by) ? multiply(real(weight[i]!), shareOf(counts[cell]!)) : zero,
  );
}

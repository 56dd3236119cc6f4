// The right answer, in double precision and without this package: the formulas of the textbook. The
// data keeps away from where they overflow or cancel.

import type { Data } from "./data.js";
import { cellOf, type Layout, layoutOf } from "./roads/layout.js";
import { type Numbers, numbersOf } from "./roads/numbers.js";
import { ignored } from "./roads/road.js";
import { flat } from "./roads/roads.js";
import { leavesArray, type RoadWorkload, smoothingOf } from "./workloads.js";

/**
 * Whether a logarithm is of p + ε, as in tf.keras 2 and TensorFlow.js, or of p. Without a
 * difference for logits.
 */
export type Formula = "epsilon inside" | "exact";

export interface Reference {
  /** Where there is a loss for each cell, the first of them. */
  readonly mean: number;
  /**
   * The gradient, or the Hessian, of the mean; or the losses. Undefined where they are not part of
   * the workload.
   */
  readonly grad: Float64Array | undefined;
  /** How much of the result one element is: its share in a mean. */
  readonly share: number;
}

interface Curve {
  /** Of a label t, a prediction x, and the weight a of the positive term. */
  loss(t: number, x: number, a: number): number;
  slope(t: number, x: number, a: number): number;
  curvature(t: number, x: number, a: number): number;
}

/** Of each element: its label, the weights of its loss and of its positive term, and if it counts. */
interface Elements {
  readonly t: Float64Array;
  readonly w: Float64Array;
  readonly a: Float64Array;
  readonly counts: Uint8Array;
}

/** The references of one workload, each made when it is first asked for. */
export function referencesOf(workload: RoadWorkload, data: Data): (formula: Formula) => Reference {
  const made = new Map<Formula, Reference>();
  return (formula) => {
    const reference = made.get(formula) ?? referenceOf(workload, data, formula);
    made.set(formula, reference);
    return reference;
  };
}

export function referenceOf(workload: RoadWorkload, data: Data, formula: Formula): Reference {
  const { n, quantity, road = flat } = workload;
  const layout = layoutOf(workload);
  const curve = curveOf(workload, formula);
  const predictions = data[workload.input];
  const elements = elementsOf(workload, data, layout);
  const { sums, counts } = cellsOf(elements, predictions, layout, curve);
  const cellLosses = sums.map((sum, cell) => sum / counts[cell]!);
  const counted = counts.reduce((all, count) => all + (count > 0 ? 1 : 0), 0);
  const perCell = road.reduction === "none";
  const divisor = perCell ? 1 : counted;
  const mean = perCell
    ? cellLosses[0]!
    : exactSum(cellLosses.filter((_, cell) => counts[cell]! > 0)) / counted;
  const share = layout.cells / (n * divisor);
  if (!leavesArray(workload)) return { mean, grad: undefined, share };
  if (quantity === "value") return { mean, grad: cellLosses, share };
  const derivative = quantity === "Hessian" ? curve.curvature : curve.slope;
  const { t, w, a } = elements;
  const grad = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (elements.counts[i] === 0) continue;
    const count = counts[cellOf(layout, i)]!;
    grad[i] = (w[i]! * derivative(t[i]!, predictions[i]!, a[i]!)) / (count * divisor);
  }
  return { mean: quantity === "Hessian" ? grad[0]! : mean, grad, share };
}

function elementsOf(workload: RoadWorkload, data: Data, { columns }: Layout): Elements {
  const { n, road = flat } = workload;
  const numbers: Numbers = numbersOf(workload, {
    labels: data.labels,
    predictions: data[workload.input],
    weights: data.weights,
  });
  const { labels, mask, posWeight } = numbers;
  const weights = workload.weights === "none" ? numbers.weights : data.weights;
  const smoothing = smoothingOf(workload);
  const [t, w, a] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const counts = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const row = Math.floor(i / columns);
    const y = labels[i]!;
    t[i] = y * (1 - smoothing) + smoothing / 2;
    w[i] = weights ? weights[road.weights === "samples" ? row : i]! : 1;
    a[i] = typeof posWeight === "object" ? posWeight[i % columns]! : (posWeight ?? 1);
    const kept = mask ? mask[road.mask === "samples" ? row : i]! : 1;
    counts[i] = road.ignoring && y === ignored ? 0 : kept;
  }
  return { t, w, a, counts };
}

/** For each cell the sum of its weighted losses, and of how many elements it is. */
function cellsOf(
  { t, w, a, counts: counting }: Elements,
  x: ArrayLike<number>,
  layout: Layout,
  { loss }: Curve,
): { readonly sums: Float64Array; readonly counts: Float64Array } {
  const [sums, lost, counts] = [
    new Float64Array(layout.cells),
    new Float64Array(layout.cells),
    new Float64Array(layout.cells),
  ];
  for (let i = 0; i < t.length; i++) {
    if (counting[i] === 0) continue;
    const cell = cellOf(layout, i);
    add(sums, lost, cell, w[i]! * loss(t[i]!, x[i]!, a[i]!));
    counts[cell]!++;
  }
  return { sums: sums.map((sum, cell) => sum + lost[cell]!), counts };
}

/**
 * Adds up with what each addition loses beside it (Neumaier), or the roundings of a sum of millions
 * would be as large as those that are looked for.
 */
function add(sums: Float64Array, lost: Float64Array, at: number, value: number): void {
  const before = sums[at]!;
  const after = before + value;
  const larger = Math.abs(before) >= Math.abs(value) ? before : value;
  lost[at]! += larger - after + (larger === before ? value : before);
  sums[at] = after;
}

function exactSum(values: Float64Array): number {
  const [sum, lost] = [new Float64Array(1), new Float64Array(1)];
  for (const value of values) add(sum, lost, 0, value);
  return sum[0]! + lost[0]!;
}

function curveOf({ input, road = flat }: RoadWorkload, formula: Formula): Curve {
  if (road.own) return squaredError;
  return input === "logits" ? ofLogits : ofProbabilities(formula === "exact" ? 0 : 1e-7);
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

const ofLogits: Curve = {
  loss: (t, z, a) =>
    (1 - t) * z + (1 + (a - 1) * t) * (Math.max(-z, 0) + Math.log1p(Math.exp(-Math.abs(z)))),
  slope: (t, z, a) => (1 - t) * sigmoid(z) - a * t * sigmoid(-z),
  curvature: (t, z, a) => (1 + (a - 1) * t) * sigmoid(z) * sigmoid(-z),
};

function ofProbabilities(eps: number): Curve {
  return {
    loss: (t, p, a) => -(a * t * Math.log(p + eps) + (1 - t) * Math.log(1 - p + eps)),
    slope: (t, p, a) => (1 - t) / (1 - p + eps) - (a * t) / (p + eps),
    curvature: (t, p, a) => (1 - t) / (1 - p + eps) ** 2 + (a * t) / (p + eps) ** 2,
  };
}

/** What the road with a loss of one's own computes. */
const squaredError: Curve = {
  loss: (t, x) => (t - x) ** 2,
  slope: (t, x) => 2 * (x - t),
  curvature: () => 2,
};

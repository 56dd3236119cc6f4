// The right answer, in double precision and without this package: the formulas of the textbook. The
// data keeps away from where they overflow or cancel.

import type { Data } from "./data.js";
import { type Layout, layoutOf } from "./roads/layout.js";
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

/** One element: its label, or undefined where it is left out; its weight, and its loss's curve. */
interface Element {
  readonly t: number;
  readonly x: number;
  readonly w: number;
  readonly a: number;
}

export function referenceOf(workload: RoadWorkload, data: Data, formula: Formula): Reference {
  const { n, quantity, road = flat } = workload;
  const layout = layoutOf(workload);
  const curve = curveOf(workload, formula);
  const elementAt = elementsOf(workload, data, layout);
  const { sums, counts } = cellsOf(layout, elementAt, curve);
  const cellLosses = sums.map((sum, cell) => sum / counts[cell]!);
  const counted = counts.reduce((all, count) => all + (count > 0 ? 1 : 0), 0);
  const divisor = road.reduction === "none" ? 1 : counted;
  const share = cellsShare(layout, divisor);
  const mean =
    road.reduction === "none"
      ? cellLosses[0]!
      : exactSum(cellLosses.filter((_, cell) => counts[cell]! > 0)) / counted;
  if (!leavesArray(workload)) return { mean, grad: undefined, share };
  if (quantity === "value") return { mean, grad: cellLosses, share };
  const derivative = quantity === "Hessian" ? curve.curvature : curve.slope;
  const grad = new Float64Array(n);
  for (let row = 0; row < layout.rows; row++) {
    for (let column = 0; column < layout.columns; column++) {
      const element = elementAt(row, column);
      if (!element) continue;
      const { t, x, w, a } = element;
      const count = counts[layout.cellOf(row, column)]!;
      grad[row * layout.columns + column] = (w * derivative(t, x, a)) / (count * divisor);
    }
  }
  return { mean: quantity === "Hessian" ? grad[0]! : mean, grad, share };
}

function cellsShare({ rows, columns, cells }: Layout, divisor: number): number {
  return cells / (rows * columns * divisor);
}

/** Every element with its weight; undefined where it is left out. */
function elementsOf(
  workload: RoadWorkload,
  data: Data,
  { columns }: Layout,
): (row: number, column: number) => Element | undefined {
  const { road = flat } = workload;
  const predictions = data[workload.input];
  const { labels, weights, mask, posWeight }: Numbers = numbersOf(workload, {
    ...data,
    predictions,
  });
  const smoothing = smoothingOf(workload);
  const perElement = workload.weights === "none" ? undefined : data.weights;
  return (row, column) => {
    const at = row * columns + column;
    const per = (each: "none" | "elements" | "samples") => (each === "samples" ? row : at);
    const y = labels[at]!;
    if ((road.ignoring && y === ignored) || mask?.[per(road.mask)] === 0) return undefined;
    return {
      t: y * (1 - smoothing) + smoothing / 2,
      x: predictions[at]!,
      w: perElement?.[at] ?? weights?.[per(road.weights)] ?? 1,
      a: typeof posWeight === "object" ? posWeight[column]! : (posWeight ?? 1),
    };
  };
}

/** For each cell the sum of its weighted losses, and of how many elements it is. */
function cellsOf(
  { rows, columns, cells, cellOf }: Layout,
  elementAt: (row: number, column: number) => Element | undefined,
  { loss }: Curve,
): { readonly sums: Float64Array; readonly counts: Float64Array } {
  const [sums, lost, counts] = [
    new Float64Array(cells),
    new Float64Array(cells),
    new Float64Array(cells),
  ];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const element = elementAt(row, column);
      if (!element) continue;
      const cell = cellOf(row, column);
      add(sums, lost, cell, element.w * loss(element.t, element.x, element.a));
      counts[cell]!++;
    }
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

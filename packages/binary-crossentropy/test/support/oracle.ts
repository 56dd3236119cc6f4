// The whole loss a second time, as plainly as it can be said: index by index, in double precision,
// with the formulas of the textbook. Slow, and accurate only for moderate inputs; written without a
// look at the library's own way.

import type { Reduction } from "binary-crossentropy";

export interface Problem {
  shape: number[];
  yTrue: number[];
  yPred: number[];
  fromLogits: boolean;
  labelSmoothing: number;
  axis: number | number[] | null;
  reduction: Reduction;
  posWeight: number | number[];
  ignoreLabel?: number | undefined;
  /** One weight per cell or one per element, full; broadcasting is the test's business. */
  weight?: { perElement: boolean; data: number[] } | undefined;
  mask?: { perElement: boolean; data: boolean[] } | undefined;
}

export interface Answer {
  cellShape: number[];
  cells: number[];
  value: number;
  grad: number[];
  hessian: number[];
}

function indices(shape: number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, length) => all.flatMap((index) => Array.from({ length }, (_, i) => [...index, i])),
    [[]],
  );
}

function element(
  t: number,
  x: number,
  w: number,
  fromLogits: boolean,
): [loss: number, gradient: number, hessian: number] {
  if (fromLogits) {
    const p = 1 / (1 + Math.exp(-x));
    return [
      -(w * t * Math.log(p) + (1 - t) * Math.log(1 - p)),
      (1 - t) * p - w * t * (1 - p),
      (1 - t + w * t) * p * (1 - p),
    ];
  }
  return [
    -(w * t * Math.log(x) + (1 - t) * Math.log(1 - x)),
    (1 - t) / (1 - x) - (w * t) / x,
    (1 - t) / (1 - x) ** 2 + (w * t) / x ** 2,
  ];
}

/** Solves a problem, probabilities in the `exact` dialect. */
export function solve(problem: Problem): Answer {
  const {
    shape,
    yTrue,
    yPred,
    fromLogits,
    labelSmoothing: s,
    axis,
    reduction,
    posWeight,
    ignoreLabel,
    weight,
    mask,
  } = problem;
  const averaged = (axis === null ? shape.map((_, i) => i) : [axis].flat()).map((i) =>
    i < 0 ? i + shape.length : i,
  );
  const cellShape = shape.filter((_, i) => !averaged.includes(i));
  const cellKeys = indices(cellShape).map(String);
  const all = indices(shape).map((index, i) => {
    const cell = cellKeys.indexOf(String(index.filter((_, d) => !averaged.includes(d))));
    const w = weight === undefined ? 1 : weight.data[weight.perElement ? i : cell]!;
    const masked = mask !== undefined && !mask.data[mask.perElement ? i : cell];
    const y = yTrue[i]!;
    const ignored =
      ignoreLabel !== undefined &&
      (Number.isNaN(ignoreLabel) ? Number.isNaN(y) : y === ignoreLabel);
    const labelWeight = typeof posWeight === "number" ? posWeight : posWeight[index.at(-1) ?? 0]!;
    const [loss, gradient, hessian] = element(
      y * (1 - s) + s / 2,
      yPred[i]!,
      labelWeight,
      fromLogits,
    );
    return { cell, w, kept: !masked && !ignored, loss, gradient, hessian };
  });
  const perCell = cellKeys.map((_, cell) => all.filter((e) => e.cell === cell && e.kept));
  const live = perCell.filter((members) => members.length > 0);
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const cells = perCell.map((members) =>
    members.length === 0 ? 0 : mean(members.map((e) => e.w * e.loss)),
  );
  const weights = live.map((members) => mean(members.map((e) => e.w)));
  const total = cells.reduce((a, b) => a + b, 0);
  const sumOfWeights = weights.reduce((a, b) => a + b, 0);
  const byReduction = {
    sum: 1,
    none: 1,
    mean_with_sample_weight: sumOfWeights,
    auto: live.length,
    mean: live.length,
    sum_over_batch_size: live.length,
  };
  const denominator = byReduction[reduction ?? "none"];
  const each = (pick: (e: (typeof all)[number]) => number) =>
    all.map((e) =>
      e.kept && denominator !== 0 ? (e.w * pick(e)) / perCell[e.cell]!.length / denominator : 0,
    );
  return {
    cellShape,
    cells,
    value: denominator === 0 ? 0 : total / denominator,
    grad: each((e) => e.gradient),
    hessian: each((e) => e.hessian),
  };
}

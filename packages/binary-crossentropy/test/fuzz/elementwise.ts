// Losses and derivatives of each element by themselves: no weights, no reduction.

import type { NdArray } from "binary-crossentropy";
import { type Context, type Failure, gradientUnit, judge } from "./judge.js";
import type { Library } from "./library.js";
import { kindOf } from "./runs.js";
import { gradientRow, hessianRow, lossRow } from "./tolerances.js";

export interface Computed {
  /** The losses on each road, in the order of the elements. */
  readonly losses: readonly ArrayLike<number>[];
}

/** Losses and derivatives of each element by themselves, in arrays of the compute dtype. */
export function elementwise(
  { call, problem, truths, note }: Context,
  library: Library,
): Computed | Failure {
  const { layout, dtype, element } = problem;
  const Kind = dtype === "float32" ? Float32Array : Float64Array;
  const { posWeight, gamma, alpha, applyClassBalancing } = call.options;
  const focal = { gamma, alpha, applyClassBalancing };
  const { focus: _, ...shared } = element;
  const options = {
    ...shared,
    ...(gamma !== undefined && focal),
    axis: [],
    reduction: "none",
    ...(posWeight !== undefined && { posWeight }),
  };
  const { Loss } = kindOf(call, library);
  const bce = new Loss(options as object);
  const shape = [...layout.shape];
  const [yTrue, yPred] = [
    { data: Kind.from(problem.y), shape },
    { data: Kind.from(problem.x), shape },
  ];
  const ones = { data: new Kind(truths.length).fill(1), shape };
  // Focal loss of float32 logits may be computed in floats alone, but not where elements have weights
  // or other factors of their own. The two roads differ by roundings.
  const roads = (element.focus ? [undefined, ones] : [undefined]).map(
    (weight) =>
      bce.valueAndGrad(yTrue, yPred, weight) as unknown as { value: NdArray; grad: NdArray },
  );
  const hessian = bce.hessian(yTrue, yPred);
  for (let i = 0; i < truths.length; i++) {
    const { loss, gradient, hessian: curvature, isHard } = truths[i]!;
    const at = () => `of label ${problem.y[i]} at ${problem.x[i]}`;
    const w = problem.posWeight(i);
    const onRoad = ({ value, grad }: (typeof roads)[0]) =>
      judge("loss", at, value.data[i]!, loss, loss.size, lossRow(element, w).ulp, dtype, note) ??
      judge(
        "gradient",
        at,
        grad.data[i]!,
        gradient,
        gradientUnit(gradient, isHard),
        gradientRow(element, w, isHard).ulp,
        dtype,
        note,
      );
    const failure =
      onRoad(roads[0]!) ??
      (roads[1] && onRoad(roads[1])) ??
      judge(
        "hessian",
        at,
        hessian.data[i]!,
        curvature,
        curvature.size,
        hessianRow(element, w).ulp,
        dtype,
        note,
      );
    if (failure) return failure;
  }
  return { losses: roads.map(({ value }) => value.data) };
}

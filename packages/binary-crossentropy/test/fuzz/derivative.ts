// The call's own gradient or Hessian: each element's, times what its weight, its cell and the
// reduction make of it.

import type { NdArray } from "binary-crossentropy";
import { factors } from "../oracle/loss.js";
import { type Dtype, ulpExponent } from "../oracle/precision.js";
import {
  absolute,
  isFiniteReal,
  isZero,
  multiply,
  type Real,
  real,
  scaled,
  shift,
  zero,
} from "../oracle/real.js";
import type { Arguments } from "./build.js";
import { type Context, type Failure, gradientUnit, judge, shown } from "./judge.js";
import { gradientRow, hessianRow, table } from "./tolerances.js";

export function compareDerivative(
  { problem, truths, call, note }: Context,
  which: "gradient" | "hessian",
  derivative: NdArray,
  args: Arguments,
): Failure | undefined {
  const { dtype, element, kept } = problem;
  const quantity = `${which} of the value`;
  const { data } = derivative;
  if (String(derivative.shape) !== String(call.yPred.shape))
    return { quantity: `shape of the ${which}`, message: `${derivative.shape}` };
  if (args.out && data !== args.out)
    return { quantity: `array of the ${which}`, message: "another array than out" };
  if (
    data.length !== truths.length ||
    data[Symbol.toStringTag] !== (dtype === "float32" ? "Float32Array" : "Float64Array")
  ) {
    return {
      quantity: `array of the ${which}`,
      message: `a ${data[Symbol.toStringTag]} of length ${data.length}`,
    };
  }
  const by = factors(problem);
  const dividesByWeights = problem.reduction === "mean_with_sample_weight" && dtype === "float64";
  const bySum = dividesByWeights ? table.weightSum64.ulp * problem.weight.length : 0;
  for (let i = 0; i < truths.length; i++) {
    const { [which]: truth, isHard } = truths[i]!;
    if (kept[i] && truth.isOpen) continue;
    // Where nothing is left to divide by, a NaN may stay one.
    if (kept[i] && isZero(by[i]!) && data[i] !== data[i] && !isFiniteReal(truth.value)) continue;
    const factor = by[i]!;
    const value = kept[i] ? multiply(factor, truth.value) : zero;
    const row =
      which === "gradient"
        ? gradientRow(element, problem.posWeight(i), isHard)
        : hessianRow(element, problem.posWeight(i));
    const unit = which === "gradient" ? gradientUnit(truth, isHard) : truth.size;
    const isExact = isPowerOfTwo(factor) && isPowerOfTwo(real(problem.weight[i]!));
    const size = multiply(absolute(factor), unit);
    const allowed = isExact
      ? row.ulp
      : row.ulp * stretch(factor, unit, dtype) + table.factor.ulp + bySum;
    const at = () =>
      `at element ${i}, of label ${problem.y[i]} at ${problem.x[i]}, times ${shown(factor)},`;
    const failure = judge(
      quantity,
      at,
      data[i]!,
      { value, size: unit, isOpen: false },
      size,
      allowed,
      dtype,
      note,
    );
    if (failure) return failure;
  }
  return undefined;
}

/**
 * What one unit in the last place of a number becomes under a factor, in units of the product's: from
 * 1 to 2 where the factor is between the same powers of two as its product with the number's mantissa,
 * from ½ to 1 where that has passed the next one.
 */
function stretch(factor: Real, unit: Real, dtype: Dtype): number {
  const isScaled = isFiniteReal(factor) && isFiniteReal(unit) && !isZero(factor) && !isZero(unit);
  if (!isScaled) return 1;
  const size = absolute(factor);
  const spacing = ulpExponent(unit, dtype);
  const { hi, e } = shift(size, spacing - ulpExponent(multiply(size, unit), dtype));
  return scaled(hi, e);
}

function isPowerOfTwo(factor: Real): boolean {
  return (
    isZero(factor) ||
    (isFiniteReal(factor) &&
      factor.lo === 0 &&
      Math.abs(factor.hi) === scaled(1, ulpExponent(absolute(real(factor.hi)), "float64") + 52))
  );
}

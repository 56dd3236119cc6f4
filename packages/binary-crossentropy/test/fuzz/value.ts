// The call's own value: one number, or one for each cell.

import type { NdArray } from "binary-crossentropy";
import { reduce, type Sum } from "../oracle/loss.js";
import { type Dtype, distance } from "../oracle/precision.js";
import { type Context, type Failure, shown } from "./judge.js";
import type { Losses } from "./references.js";
import { table } from "./tolerances.js";

const flat = (value: number | NdArray): ArrayLike<number> =>
  typeof value === "number" ? [value] : value.data;

/** @param references The losses whose sums will do, the likeliest first. */
export function compareValue(
  { problem, note }: Context,
  value: number | NdArray,
  references: readonly Losses[],
): Failure | undefined {
  const { dtype, reduction, layout } = problem;
  const keeps = reduction === "none" || reduction === null;
  const shape = typeof value === "number" ? undefined : value.shape;
  if (keeps !== (shape !== undefined) || (shape && String(shape) !== String(layout.cellShape))) {
    return {
      quantity: "shape of the value",
      message: `the value has shape ${shape}, must have ${keeps ? layout.cellShape : "none"}`,
    };
  }
  const kind = dtype === "float32" ? "Float32Array" : "Float64Array";
  if (typeof value !== "number" && value.data[Symbol.toStringTag] !== kind)
    return { quantity: "kind of the value", message: `a ${value.data[Symbol.toStringTag]}` };
  const numbers = flat(value);
  const ofFloats = problem.element.focus ? table.focalSum32 : table.sum32;
  const sums: Sum[][] = [reduce(problem, references[0]!)];
  const expected = sums[0]!;
  if (numbers.length !== expected.length)
    return {
      quantity: "length of the value",
      message: `${numbers.length} instead of ${expected.length}`,
    };
  for (let i = 0; i < numbers.length; i++) {
    const { value: truth, terms } = expected[i]!;
    const allowed = dtype === "float32" ? ofFloats.ulp : 2 + table.sum64.ulp * terms;
    let apart = Infinity;
    for (let k = 0; k < references.length && !(apart <= allowed); k++) {
      sums[k] ??= reduce(problem, references[k]!);
      apart = Math.min(apart, sumDistance(numbers[i]!, sums[k]![i]!, dtype));
    }
    if (!(apart <= allowed)) {
      const where = numbers.length > 1 || keeps ? ` of cell ${i}` : "";
      return {
        quantity: keeps ? "cell" : "value",
        message: `the value${where} is ${numbers[i]}, must be ${shown(truth)}: ${apart.toPrecision(4)} ulp, allowed ${allowed}`,
      };
    }
    note(keeps ? "cell" : "value", dtype === "float32" ? apart : apart / allowed);
  }
  return undefined;
}

/** A sum is judged in relation to what it is made of. */
function sumDistance(actual: number, { value, size }: Sum, dtype: Dtype): number {
  return distance(actual, value, size, dtype);
}

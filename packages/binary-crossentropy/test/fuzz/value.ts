// The call's own value: one number, or one for each cell.

import type { NdArray } from "binary-crossentropy";
import { reduce, type Sum } from "../oracle/loss.js";
import { type Dtype, distance } from "../oracle/precision.js";
import { toNumber } from "../oracle/real.js";
import { type Context, type Failure, shown } from "./judge.js";
import { isSmall, type Losses } from "./references.js";
import { lossRow, table } from "./tolerances.js";

const flat = (value: number | NdArray): ArrayLike<number> =>
  typeof value === "number" ? [value] : value.data;

/** @param references The losses whose sums will do, the likeliest first. */
export function compareValue(
  context: Context,
  value: number | NdArray,
  references: readonly Losses[],
): Failure | undefined {
  const { problem, note } = context;
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
  const ofFloats = allowanceOfFloats(context);
  const sums: Sum[][] = [reduce(problem, references[0]!)];
  const expected = sums[0]!;
  if (numbers.length !== expected.length)
    return {
      quantity: "length of the value",
      message: `${numbers.length} instead of ${expected.length}`,
    };
  for (let i = 0; i < numbers.length; i++) {
    const { value: truth, terms } = expected[i]!;
    const allowed = dtype === "float32" ? ofFloats : 2 + table.sum64.ulp * terms;
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

/** What a sum of float32 losses may be off, in ulp. */
function allowanceOfFloats({ problem, truths }: Context): number {
  const { element, kept, posWeight } = problem;
  if (!element.focus) return table.sum32.ulp;
  // Where losses are subnormal the true ones stand for them, and nothing of what each may be off is
  // in the reference.
  const hasSmall = truths.some(
    ({ loss }, i) => kept[i] && isSmall(toNumber(loss.value), problem.dtype),
  );
  if (!hasSmall) return table.focalSum32.ulp;
  return (
    table.focalSum32.ulp + Math.max(...truths.map((_, i) => lossRow(element, posWeight(i)).ulp))
  );
}

/** A sum is judged in relation to what it is made of. */
function sumDistance(actual: number, { value, size }: Sum, dtype: Dtype): number {
  return distance(actual, value, size, dtype);
}

// The losses that a sum is judged by.

import type { Loss } from "../oracle/loss.js";
import type { Dtype } from "../oracle/precision.js";
import { absolute, isFiniteReal, type Real, real } from "../oracle/real.js";
import { Undecided } from "../oracle/refusal.js";
import type { Context } from "./judge.js";

const smallestNormal = { float32: 2 ** -126, float64: 2 ** -1022 };

/** Whether the dtype has few digits for the number. */
export function isSmall(x: number, dtype: Dtype): boolean {
  return Math.abs(x) < smallestNormal[dtype];
}

/** What is summed up: the loss of each element. */
export type Losses = readonly Loss[];

/**
 * The losses as computed on each road, but the true one where it is subnormal: there a computed one
 * has few digits, which a weight would bring to light. Without weights those as computed will do as
 * they are; and true losses do as well.
 */
export function referenceLosses(
  { problem, truths }: Context,
  roads: readonly ArrayLike<number>[],
): Losses[] {
  const mend = (loss: number, i: number) =>
    isSmall(loss, problem.dtype) && isFiniteReal(truths[i]!.loss.value)
      ? truths[i]!.loss.value
      : real(loss);
  const mended = roads.map((losses) => Array.from(losses, mend));
  if (problem.weight.some((weight) => Math.abs(weight) === Infinity))
    throw new Undecided("infinite weights");
  if (truths.some(({ loss }, i) => loss.isOpen && problem.kept[i]))
    throw new Undecided("a loss of what is no probability");
  // An overflow of one loss may or may not have happened on the way to a sum.
  const hasOverflow = (losses: readonly Real[]) =>
    losses.some(
      (loss, i) => !isFiniteReal(loss) && isFiniteReal(truths[i]!.loss.value) && problem.kept[i],
    );
  if (mended.some(hasOverflow)) throw new Undecided("an overflow");
  const known = truths.map(({ loss }) => loss.value);
  // The terms of a loss have one sign for every label from 0 to 1.
  const isMixed = (i: number) => problem.y[i]! < 0 || problem.y[i]! > 1;
  const sized = (values: readonly Real[]): Losses =>
    values.map((value, i) => ({
      value,
      size: isMixed(i) ? truths[i]!.loss.size : absolute(value),
    }));
  const asComputed = roads.map((losses) => Array.from(losses, real));
  const references = [...mended, known, ...(problem.isWeighted ? [] : asComputed)];
  return references.map(sized);
}

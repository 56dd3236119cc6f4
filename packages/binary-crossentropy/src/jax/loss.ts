// The loss of one call: elements, weights, selection, means and the reduction.
//
// value = Σ share w L / divisor, where share is 1 / count of the elements that are left in an
// element's cell.

import type { Settings } from "../options/read-options.js";
import { dividesBy, keepsCells } from "../semantics/reduction.js";
import { align } from "../shape/align.js";
import type { AxisMap } from "../shape/fit-weight.js";
import { type Arguments, isEverywhere } from "../task/operands.js";
import { readArguments } from "./arguments.js";
import { formulaFor } from "./formula.js";
import { checkPosWeight, differsFrom, mixtureOf } from "./labels.js";
import { type Term, type Value, within } from "./term.js";

export interface Call {
  readonly owner: string;
  readonly settings: Settings;
  /** Whether ranks one apart are repaired, as the class does and the function does not. */
  readonly repairRank: boolean;
}

/** The loss, a scalar or one loss per cell; consumes the arguments unless it refuses them. */
export function lossOf({ owner, settings, repairRank }: Call, args: Arguments): Value {
  const { axis, ignoreLabel, fromLogits, reduction } = settings;
  const read = readArguments(owner, args);
  const isRepeated = isEverywhere(args.yTrue);
  const aligned = align(
    owner,
    isRepeated ? { ...read, yTrue: read.yPred } : read,
    axis,
    repairRank,
  );
  const { shape, cells } = aligned;
  checkPosWeight(owner, settings, shape);
  const dtype = settings.dtype ?? (read.yPred.dtype === "float64" ? "float64" : "float32");
  const axes = shape.map((_, index) => index);
  const averaged = axes.filter((index) => !cells.kept[index]);
  const spread = (map: AxisMap) => map.map((from, index) => (from < 0 ? 1 : shape[index]!));

  return within((own) => {
    const optional = (value: Value | undefined, map: AxisMap | undefined) =>
      value && own(value).reshaped(spread(map!));
    const labels = own(read.yTrue).reshaped(isRepeated ? [] : shape);
    const predictions = own(read.yPred).reshaped(shape).as(dtype);
    const weights = optional(read.sampleWeight, aligned.sampleWeight)?.as(dtype);
    const byMask = optional(read.mask, aligned.mask);
    // A product of booleans is true where both are.
    const byLabel = ignoreLabel === undefined ? undefined : differsFrom(labels, ignoreLabel);
    const kept = (byMask && byLabel ? byMask.times(byLabel) : (byMask ?? byLabel))?.broadcast(
      shape,
    );
    // What is left out is replaced before anything is computed of it: NaN times 0 would stay NaN.
    const selected = (term: Term, other: number) => kept?.select(term, other) ?? term;
    const y = selected(labels.as(dtype), 0);
    const x = selected(predictions, fromLogits ? 0 : 0.5);
    const w = weights && selected(weights, 0);
    const formula = formulaFor(settings, dtype);
    const losses = selected(formula(mixtureOf(y, w, settings), x), 0);

    const counts = kept?.as(dtype).sum(averaged, true);
    const share = counts ? inverseOf(counts) : 1 / cells.elements;
    if (keepsCells(reduction)) return losses.times(share).sum(averaged);
    const total = (term: Term) => term.broadcast(shape).times(share).sum(axes);
    const by = dividesBy(reduction);
    if (by === "nothing") return total(losses);
    // Without weights Σ w is the number of cells.
    const cellsLeft = counts?.isNot(0).as(dtype).sum(axes) ?? cells.count;
    return total(losses).times(inverseOf(by === "weights" && w ? total(w) : cellsLeft));
  });
}

/** 1 / n, and 0 where n is 0, with no derivative there. */
function inverseOf(n: Term | number): Term | number {
  if (typeof n === "number") return n === 0 ? 0 : 1 / n;
  const isZero = n.is(0);
  return isZero.select(0, n.constant(1).over(isZero.select(1, n)));
}

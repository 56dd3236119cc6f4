// The loss of one call: elements, weights, selection, means and the reduction.
//
// value = Σ share w L / divisor, where share is 1 / count of the elements that are left in an
// element's cell.

import type { Settings } from "../options/read-options.js";
import { dividesBy, keepsCells } from "../semantics/reduction.js";
import { align } from "../shape/align.js";
import type { AxisMap } from "../shape/fit-weight.js";
import { checkLabels } from "../shape/labels.js";
import type { ArrayOperands } from "./arguments.js";
import type { Focal } from "./focal.js";
import { formulaFor, sizeOf } from "./formula.js";
import { differsFrom, mixtureOf } from "./labels.js";
import { expOfMinus } from "./logarithm.js";
import { type Term, type Value, within } from "./term.js";
import { totalOf } from "./total.js";

export interface Call {
  readonly owner: string;
  readonly settings: Settings;
  /** What makes it focal loss. */
  readonly focus: Focal | undefined;
  /** Whether ranks one apart are repaired, as the class does and the function does not. */
  readonly repairRank: boolean;
}

/** The loss, a scalar or one loss per cell; consumes the operands unless it refuses them. */
export function lossOf(
  { owner, settings, focus, repairRank }: Call,
  operands: ArrayOperands,
): Value {
  const { axis, ignoreLabel, fromLogits, reduction, posWeight } = settings;
  // What is not among them is undefined, whatever Object.prototype has.
  const all = { sampleWeight: undefined, mask: undefined, ...operands };
  const { yTrue, yPred, sampleWeight, mask } = all;
  // Inside a transformation a number is an array of rank 0: that label everywhere.
  const isRepeated = yTrue.ndim === 0;
  const shaped = isRepeated ? { ...all, yTrue: yPred } : all;
  const aligned = align(owner, shaped, axis, repairRank);
  const { shape, cells } = aligned;
  if (typeof posWeight === "object") checkLabels(owner, posWeight, shape);
  const dtype = settings.dtype ?? (yPred.dtype === "float64" ? "float64" : "float32");
  const axes = shape.map((_, index) => index);
  const averaged = axes.filter((index) => !cells.kept[index]);
  const spread = (map: AxisMap) => map.map((from, index) => (from < 0 ? 1 : shape[index]!));

  return within((own) => {
    const optional = (value: Value | undefined, map: AxisMap | undefined) =>
      value && own(value).reshaped(spread(map!));
    const labels = own(yTrue).reshaped(isRepeated ? [] : shape);
    const predictions = own(yPred).reshaped(shape).as(dtype);
    const weights = optional(sampleWeight, aligned.sampleWeight)?.as(dtype);
    // Fixed, since jax-js would add the derivatives of booleans.
    const byMask = mask && own(mask).fixed().reshaped(spread(aligned.mask!));
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
    // Written once for all that is made of it.
    const e = fromLogits ? expOfMinus(sizeOf(x)).fixed().written() : undefined;
    const loss = formulaFor(settings, dtype, e)(() => mixtureOf(y, w, settings), x);
    const shares = () => mixtureOf(y, undefined, { ...settings, posWeight: 1 });
    const losses = selected(focus ? focus.of(loss, shares(), x, e, focus) : loss, 0);

    const counts = kept?.as(dtype).sum(averaged, true);
    const share = counts ? inverseOf(counts) : 1 / cells.elements;
    // A number is multiplied last: the mean over an axis of length 0 is 0 times ∞.
    const shared = (term: Term, sum: (term: Term) => Term) =>
      typeof share === "number" ? sum(term).times(share) : sum(term.times(share));
    if (keepsCells(reduction)) return shared(losses, (term) => term.sum(averaged));
    const elements = cells.count * cells.elements;
    const total = (term: Term) => shared(term, (one) => totalOf(one.broadcast(shape), elements));
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

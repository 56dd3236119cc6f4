// How the tensors of one call lie against one another, by their shapes alone: arrays, tensors of
// TensorFlow.js and losses of one's own all go by this page. Nothing broadcasts but weights and
// masks; the class repairs ranks one apart.

import { refuseShape, showShape } from "../errors.js";
import { type Axis, type Cells, cellsOf } from "./cells.js";
import { type AxisMap, fitWeight } from "./fit-weight.js";
import { type Shape, sameShape } from "./view.js";

interface Shaped {
  readonly shape: Shape;
}

/** The shapes of one call, as the caller gave them. */
interface Operands {
  readonly yTrue: Shaped;
  readonly yPred: Shaped;
  readonly sampleWeight: Shaped | undefined;
  readonly mask: Shaped | undefined;
}

export interface Alignment {
  /** The shape that yTrue and yPred are read in. */
  readonly shape: Shape;
  readonly cells: Cells;
  readonly sampleWeight: AxisMap | undefined;
  readonly mask: AxisMap | undefined;
}

/**
 * Aligns the tensors of one call.
 *
 * @param repairRank Whether ranks one apart fit, as {@link commonShape} says.
 * @throws ShapeError or ValueError for shapes and axes that do not fit.
 */
export function align(
  owner: string,
  { yTrue, yPred, sampleWeight, mask }: Operands,
  axis: Axis,
  repairRank: boolean,
): Alignment {
  const common = alignPair(owner, yTrue.shape, yPred.shape, repairRank);
  const read = readAsSamples(common, axis, [sampleWeight, mask]);
  const cells = cellsOf(owner, read.shape, read.axis);
  const fitted = (argument: string, given: Shaped | undefined) =>
    given && fitWeight(owner, argument, given.shape, cells, read.shape);
  return {
    shape: read.shape,
    cells,
    sampleWeight: fitted("sampleWeight", sampleWeight),
    mask: fitted("mask", mask),
  };
}

/**
 * The one shape that two shapes at most one rank apart are read in, where the longer one ends in 1:
 * against rank 1 the partner gains an axis, otherwise the trailing 1 is dropped.
 *
 * @returns undefined where they differ in more than that.
 */
export function commonShape(a: Shape, b: Shape): Shape | undefined {
  if (sameShape(a, b)) return b;
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  if (longer.at(-1) !== 1 || !sameShape(longer.slice(0, -1), shorter)) return undefined;
  return shorter.length === 1 ? longer : shorter;
}

function alignPair(owner: string, yTrue: Shape, yPred: Shape, repairRank: boolean): Shape {
  const common = commonShape(yTrue, yPred);
  if (common && (repairRank || yTrue.length === yPred.length)) return common;
  refuseShape(
    owner,
    "yTrue and yPred",
    "have the same shape",
    `${showShape(yTrue)} and ${showShape(yPred)}`,
  );
}

/** Whether an axis names the only one of flat data, which a flat weight then makes samples of. */
function averagesFlat(axis: Axis): boolean {
  return axis === -1 || axis === 0 || (Array.isArray(axis) && axis.length === 1);
}

/**
 * Reads flat data [N] as N samples of one prediction each, [N, 1], when a weight or a mask is flat
 * [N] too and the one axis is named, by which it would be averaged away. With axis null, which
 * names none, there is one weight per element. Any other data stays as it is.
 */
export function readAsSamples(
  shape: Shape,
  axis: Axis,
  weights: readonly (Shaped | undefined)[],
): { readonly shape: Shape; readonly axis: Axis } {
  const isSamples =
    shape.length === 1 &&
    averagesFlat(axis) &&
    weights.some((weight) => weight !== undefined && sameShape(weight.shape, shape));
  return isSamples ? { shape: [...shape, 1], axis: -1 } : { shape, axis };
}

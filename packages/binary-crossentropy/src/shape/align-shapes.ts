// Which shapes of yTrue and yPred belong together. Nothing broadcasts; the class repairs ranks one
// apart.

import { refuseShape, showShape } from "../errors.js";

type Shape = readonly number[];

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
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

/**
 * The shape that yTrue and yPred are read in.
 *
 * @param repairRank Whether ranks one apart fit, as {@link commonShape} says.
 * @throws ShapeError with both shapes.
 */
export function alignShapes(owner: string, yTrue: Shape, yPred: Shape, repairRank: boolean): Shape {
  const common = commonShape(yTrue, yPred);
  if (common && (repairRank || yTrue.length === yPred.length)) return common;
  refuseShape(
    owner,
    "yTrue and yPred",
    "have the same shape",
    `${showShape(yTrue)} and ${showShape(yPred)}`,
  );
}

// The cells of a loss: what is left of the shape [batch_size, d0, .. dN] once it is averaged over
// `axis`.

import { refuse, show, showShape } from "../errors.js";
import { type Shape, sizeOf } from "./view.js";

/** The axes that a loss is averaged over: one, several, null for all. */
export type Axis = number | readonly number[] | null;

export interface Cells {
  /** The loss cell shape, `[batch_size, d0, .. dN-1]` for the last axis. */
  readonly shape: Shape;
  /** Number of cells. */
  readonly count: number;
  /** Number of elements that are averaged into one cell. */
  readonly elements: number;
  /** Whether each axis of the data is left, not averaged over. */
  readonly kept: readonly boolean[];
}

/** @throws ValueError for an axis that is out of range or there twice. */
export function cellsOf(owner: string, shape: Shape, axis: Axis): Cells {
  const rank = shape.length;
  const kept = shape.map(() => axis !== null);
  const unfit = (expected: string, received: unknown, remedy?: string) =>
    refuse(owner, "axis", `${expected} for shape ${showShape(shape)}`, show(received), remedy);
  for (const named of typeof axis === "number" ? [axis] : (axis ?? [])) {
    const index = named < 0 ? named + rank : named;
    if (rank === 0) unfit("be null or []", named, "Pass axis: null, or data with a batch axis.");
    if (kept[index] === undefined) unfit(`be in [${-rank}, ${rank - 1}]`, named);
    if (!kept[index]) unfit("name each axis once", axis);
    kept[index] = false;
  }
  const left = shape.filter((_, index) => kept[index]);
  return {
    shape: left,
    count: sizeOf(left),
    elements: sizeOf(shape.filter((_, index) => !kept[index])),
    kept,
  };
}

/** For each axis of the data, the axis of the cells that it is; −1 where it is averaged. */
export function cellAxes({ kept }: Cells): number[] {
  let axis = 0;
  return kept.map((isKept) => (isKept ? axis++ : -1));
}

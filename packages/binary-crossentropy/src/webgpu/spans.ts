// How aligned shapes lie in memory as shaders read it: elements that are averaged side by side, in
// rows, and one item of a weight for so many elements in turn. Nothing is refused here.

import type { Alignment } from "../shape/align.js";
import type { AxisMap } from "../shape/fit-weight.js";
import { type Shape, sizeOf } from "../shape/view.js";

export interface Layout {
  /** The shape of yPred. */
  readonly shape: Shape;
  /** The shape of the losses. */
  readonly cellShape: Shape;
  readonly count: number;
  readonly rows: number;
  readonly rowLength: number;
  /** Length of the last axis. */
  readonly labels: number;
  /** Elements that share one item; 0 where there is no such operand. */
  readonly weightSpan: number;
  readonly maskSpan: number;
  /** Whether elements may be left out, and whether those of a row one by one. */
  readonly selects: boolean;
  readonly selectsWithin: boolean;
}

/** Whether the axes that are averaged over are the last ones. */
export function areRows({ cells: { kept }, shape }: Alignment): boolean {
  const first = kept.indexOf(false);
  return !(first >= 0 && kept.some((isKept, at) => isKept && at > first && shape[at] !== 1));
}

/**
 * Number of elements that share one item, 0 where there are no items; undefined where an item comes
 * again after others.
 */
export function spanOf(axes: AxisMap | undefined, shape: Shape): number | undefined {
  if (axes === undefined) return 0;
  const varies = axes.map((axis, at) => axis >= 0 && shape[at] !== 1);
  const last = varies.lastIndexOf(true);
  if (!shape.every((length, at) => at > last || varies[at] || length === 1)) return undefined;
  return Math.max(sizeOf(shape.slice(last + 1)), 1);
}

/** @param shape That of yPred, as the call gives it. */
export function layoutOf(
  { cells, shape: read }: Alignment,
  shape: Shape,
  weightSpan: number,
  maskSpan: number,
  ignoreLabel: number | undefined,
): Layout {
  const ignores = ignoreLabel !== undefined;
  return {
    shape,
    cellShape: cells.shape,
    count: sizeOf(shape),
    rows: cells.count,
    rowLength: cells.elements,
    labels: read.at(-1) ?? 1,
    weightSpan,
    maskSpan,
    selects: ignores || maskSpan > 0,
    selectsWithin: ignores || (maskSpan > 0 && maskSpan < cells.elements),
  };
}

// A road's shape in numbers: rows, columns, and cells.

import type { RoadWorkload } from "../workloads.js";
import { flat } from "./roads.js";

export interface Layout {
  readonly rows: number;
  readonly columns: number;
  /** The axis that losses are averaged over. */
  readonly axis: -1 | 0;
  /** How many losses are left after that. */
  readonly cells: number;
}

export function layoutOf({ n, road = flat }: Pick<RoadWorkload, "n" | "road">): Layout {
  const columns = road.columns ?? n;
  const rows = n / columns;
  return { rows, columns, axis: road.axis, cells: road.axis === 0 ? columns : rows };
}

/** The cell of the i-th element, row by row. */
export function cellOf({ axis, columns }: Layout, i: number): number {
  return axis === 0 ? i % columns : Math.floor(i / columns);
}

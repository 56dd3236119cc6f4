// A road's shape in numbers: rows, columns, cells, and what one element counts for.

import type { RoadWorkload } from "../workloads.js";
import { flat } from "./roads.js";

export interface Layout {
  readonly rows: number;
  readonly columns: number;
  /** How many losses are left after the mean over the axis. */
  readonly cells: number;
  cellOf(row: number, column: number): number;
}

export function layoutOf({ n, road = flat }: Pick<RoadWorkload, "n" | "road">): Layout {
  const columns = road.columns ?? n;
  const rows = n / columns;
  return road.axis === 0
    ? { rows, columns, cells: columns, cellOf: (_, column) => column }
    : { rows, columns, cells: rows, cellOf: (row) => row };
}

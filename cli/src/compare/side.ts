// One of the two files that are compared.

import type { ColumnNames } from "../input/columns.js";
import type { Table } from "../input/table.js";

export interface Side {
  readonly table: Table;
  readonly names: ColumnNames;
}

// One of the two files that are compared.

import type { Classes } from "../input/classes.js";
import type { ColumnNames } from "../input/columns.js";
import type { Table } from "../input/table-type.js";

export interface Side {
  readonly table: Table;
  readonly names: ColumnNames;
  readonly classes: Classes | null;
}

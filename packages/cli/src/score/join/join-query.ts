// The queries of a join: the rows of each side with their keys, and both sides matched.

import { literal } from "../../duckdb/quote.js";
import { labelOf, numberOf, shownOf, textOf } from "../../input/cells.js";
import type { Classes } from "../../input/classes.js";
import { keyColumns } from "../../input/keys.js";
import type { Table } from "../../input/table-type.js";
import { periodText } from "../../input/time-text.js";
import { codeIn } from "./row-codes.js";
import type { Join, SideColumn, SideName } from "./sides.js";

export interface JoinQueries {
  /** Rows of both sides: the codes of each, label, prediction, weight, and the text of groups. */
  readonly all: string;
  /** Codes of both sides and the texts of label, prediction and weight, for some predictions. */
  raw(codes: readonly number[]): string;
  /** The texts of the columns to show, for some predictions in the order of their codes. */
  shown(codes: readonly number[]): string;
  /** The code of rows of a side and the texts of their keys. */
  keys(side: SideName, codes: readonly number[]): string;
  /** How many keys of a side occur again, and of the first ones their texts and how often. */
  repeated(side: SideName, most: number): string;
}

const key = (i: number) => `k${i}`;

const aliases = { predictions: "a", labels: "b" } as const;

type Expression = (table: Table) => string;

export function joinQueries(
  join: Join,
  classes: Classes | null,
  lenient: boolean,
  constants: readonly string[],
): JoinQueries {
  const { sides, label, prediction, weight, by, byFile, cluster } = join;
  const keys = sides.predictions.on.map((_, i) => key(i));
  const other = { predictions: "labels", labels: "predictions" } as const;

  /** The rows of a side's tables, one after the other, with these expressions by their names. */
  const rowsOf = (
    side: SideName,
    values: readonly (readonly [name: string, column: string, of: Expression])[],
  ) => {
    const own = sides[side];
    const needed = [...new Set([...own.on, ...values.map(([, column]) => column)])];
    const selects = own.tables.map((table, file) => {
      const expressions = [
        `CAST(${codeIn(file, table.rowNumber)} AS BIGINT) AS r`,
        ...keyColumns(table, own, sides[other[side]]).map((one, i) => `${one} AS ${key(i)}`),
        ...values.map(([name, , of]) => `${of(table)} AS ${name}`),
      ];
      return `SELECT ${expressions.join(", ")} FROM ${table.from(needed, lenient)}`;
    });
    return `(${selects.join(" UNION ALL ")})`;
  };

  const named = [
    ["y", label, (table: Table) => labelOf(label.name, table, classes)],
    ["x", prediction, (table: Table) => numberOf(prediction.name, table)],
    ...(weight === null
      ? []
      : [["w", weight, (table: Table) => numberOf(weight.name, table)] as const]),
  ] as const satisfies readonly (readonly [string, SideColumn, Expression])[];
  const groups: (readonly [string, SideColumn, Expression])[] = by.map(
    ({ every, ...column }, i) => [
      `g${i}`,
      column,
      (table) =>
        every === null
          ? textOf(column.name, table)
          : periodText({ name: column.name, every }, table),
    ],
  );
  // Read from the predictions, of which any column will do.
  if (byFile) groups.push(["f", prediction, ({ file }) => literal(file.name)]);
  if (cluster !== null) groups.push(["c", cluster, (table) => textOf(cluster.name, table)]);
  const ofSide = (side: SideName, all: readonly (readonly [string, SideColumn, Expression])[]) =>
    all
      .filter(([, column]) => column.side === side)
      .map(([name, column, of]) => [name, column.name, of] as const);
  const at = (name: string, { side }: SideColumn) => `${aliases[side]}.${name}`;
  const same = keys.map((one) => `a.${one} = b.${one}`).join(" AND ");
  const [left, right] = (["predictions", "labels"] as const).map((side) =>
    rowsOf(side, ofSide(side, [...named, ...groups])),
  );
  const columns = [
    "CAST(coalesce(a.r, 0) AS DOUBLE)",
    "CAST(coalesce(b.r, 0) AS DOUBLE)",
    ...named.map(([name, column]) => `CAST(${at(name, column)} AS DOUBLE)`),
    ...constants.map((value) => literal(value)),
    // A row without a partner has no group.
    ...groups.map(([name, column]) => at(name, column)),
  ];
  const both =
    keys.length === 0
      ? `${left} AS a POSITIONAL JOIN ${right} AS b`
      : `${left} AS a FULL JOIN ${right} AS b ON ${same}`;

  const texts = named.map(
    ([name, column]) => [name, column, (table: Table) => shownOf(column.name, table)] as const,
  );
  const shown = join.show.map(
    (column, i) =>
      [`s${i}`, column, (table: Table) => `CAST(${table.sql(column.name)} AS VARCHAR)`] as const,
  );
  /** Both sides of some predictions, with these expressions. */
  const bothOf = (
    wanted: readonly number[],
    values: readonly (readonly [string, SideColumn, Expression])[],
  ) => {
    const isWanted = `r IN (${wanted.join(", ")})`;
    const [a, b] = (["predictions", "labels"] as const).map((side) =>
      rowsOf(side, ofSide(side, values)),
    );
    return keys.length === 0
      ? `${a} AS a POSITIONAL JOIN ${b} AS b WHERE a.${isWanted}`
      : `(SELECT * FROM ${a} WHERE ${isWanted}) AS a JOIN ${b} AS b ON ${same}`;
  };
  const codes = ["CAST(a.r AS VARCHAR)", "CAST(b.r AS VARCHAR)"];
  const namesOf = (values: readonly (readonly [string, SideColumn, Expression])[]) =>
    values.map(([name, column]) => at(name, column));
  const shownKeys = keys.map((one) => `CAST(${one} AS VARCHAR)`);
  return {
    all: `SELECT ${columns.join(", ")} FROM ${both}`,
    raw: (wanted) =>
      `SELECT ${[...codes, ...namesOf(texts)].join(", ")} FROM ${bothOf(wanted, texts)}`,
    shown: (wanted) =>
      `SELECT ${namesOf(shown).join(", ")} FROM ${bothOf(wanted, shown)} ORDER BY a.r`,
    keys: (side, wanted) =>
      `SELECT ${["CAST(r AS VARCHAR)", ...shownKeys].join(", ")} FROM ${rowsOf(side, [])} WHERE r IN (${wanted.join(", ")})`,
    repeated(side, most) {
      const isThere = keys.map((one) => `${one} IS NOT NULL`).join(" AND ");
      const found = `SELECT ${keys.join(", ")}, count(*) AS n, min(r) AS r FROM ${rowsOf(side, [])} WHERE ${isThere} GROUP BY ${keys.join(", ")} HAVING count(*) > 1`;
      return `SELECT CAST(count(*) OVER () AS VARCHAR), CAST(n AS VARCHAR), ${shownKeys.join(", ")} FROM (${found}) ORDER BY r LIMIT ${most}`;
    },
  };
}

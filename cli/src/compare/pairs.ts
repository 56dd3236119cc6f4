// The rows of two tables side by side: by their order, or by the columns of --on.

import { identifier } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import { refuseData, show } from "../errors.js";
import { type ColumnNames, numberOf } from "../input/columns.js";
import { explain } from "../input/explain.js";
import type { Table } from "../input/table.js";

export interface Side {
  readonly table: Table;
  readonly names: ColumnNames;
}

/** Columns of as many rows each. A row number of 0 means that this side has no such row. */
export interface Pairs {
  readonly count: number;
  readonly rowsA: Float64Array;
  readonly labelsA: Float64Array;
  readonly predictionsA: Float64Array;
  readonly weights: Float64Array | null;
  readonly rowsB: Float64Array;
  readonly labelsB: Float64Array;
  readonly predictionsB: Float64Array;
}

const key = (i: number) => `k${i}`;

function subquery({ table, names }: Side, on: readonly string[]): string {
  const { label, prediction, weight } = names;
  const columns = [
    // A window without an order numbers the rows as they come.
    "row_number() OVER () AS r",
    `${numberOf(label)} AS y`,
    `${numberOf(prediction)} AS x`,
    ...(weight === undefined ? [] : [`${numberOf(weight)} AS w`]),
    ...on.map((name, i) => `CAST(${identifier(name)} AS VARCHAR) AS ${key(i)}`),
  ];
  const needed = [label, prediction, ...(weight === undefined ? [] : [weight]), ...on];
  return `(SELECT ${columns.join(", ")} FROM ${table.from([...new Set(needed)], false)})`;
}

export async function* pairs(session: Session, a: Side, b: Side, on: readonly string[]): AsyncGenerator<Pairs, void> {
  const [left, right] = [subquery(a, on), subquery(b, on)];
  if (on.length > 0) for (const side of [a, b]) await requireUnique(session, side, on);
  const join =
    on.length === 0 ? "POSITIONAL JOIN" : `FULL JOIN ${right} AS b ON ${on.map((_, i) => `a.${key(i)} = b.${key(i)}`).join(" AND ")}`;
  const from = on.length === 0 ? `${left} AS a ${join} ${right} AS b` : `${left} AS a ${join}`;
  const number = (column: string) => `coalesce(${column}, 0)::DOUBLE`;
  const weighted = a.names.weight !== undefined;
  const columns = ["a.r", "a.y", "a.x", "b.r", "b.y", "b.x", ...(weighted ? ["a.w"] : [])].map(number);
  try {
    for await (const chunk of session.connection.chunks(`SELECT ${columns.join(", ")} FROM ${from}`)) {
      yield {
        count: chunk.rowCount,
        rowsA: chunk.doubles(0),
        labelsA: chunk.doubles(1),
        predictionsA: chunk.doubles(2),
        rowsB: chunk.doubles(3),
        labelsB: chunk.doubles(4),
        predictionsB: chunk.doubles(5),
        weights: weighted ? chunk.doubles(6) : null,
      };
    }
  } catch (error) {
    explain(a.table.file, error);
  }
}

/** A key that is there twice would pair rows that do not belong together. */
async function requireUnique({ connection }: Session, side: Side, on: readonly string[]): Promise<void> {
  const keys = on.map((_, i) => key(i)).join(", ");
  const query = `SELECT ${keys} FROM ${subquery(side, on)} GROUP BY ${keys} HAVING count(*) > 1 OR ${on.map((_, i) => `${key(i)} IS NULL`).join(" OR ")} LIMIT 1`;
  const [twice] = await connection.rows(query).catch((error: unknown) => explain(side.table.file, error));
  if (!twice) return;
  const isMissing = twice.includes(null);
  const received = isMissing ? "a row without one" : `${twice.map(show).join(", ")} twice`;
  refuseData(`--on ${on.map(show).join(", ")}`, `name one row of ${show(side.table.file.name)} each`, received);
}

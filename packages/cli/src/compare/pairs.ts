// The rows of two tables side by side: by their order, or by the columns of --on.

import type { Session } from "../duckdb/session.js";
import { refuseData, show } from "../errors.js";
import type { Source } from "../input/batch.js";
import { explain, isOfRecords } from "../input/explain.js";
import { guard } from "../input/guard.js";
import { keyColumns } from "../input/keys.js";
import { tableSource } from "../input/table-source.js";
import type { CompareOptions } from "../options/compare-options.js";
import type { Indexes } from "../score/indexes.js";
import type { Pairs } from "./paired-rows.js";
import { pairsByOrder } from "./pairs-by-order.js";
import type { Side } from "./side.js";
import { valuesOf } from "./values.js";

const key = (i: number) => `k${i}`;

/** A column of values, in their order. */
const value = (i: number) => `v${i}`;

/** The rows of one side alone, for looking some of them up again. */
export function sideSource(
  session: Session,
  { table, names, classes }: Side,
  options: CompareOptions,
): Source {
  const own = { ...names, by: [], cluster: undefined };
  const of = { names: own, groups: null, lenient: isLenient(options), classes };
  return guard(tableSource(session, table, of), [table.file]);
}

/**
 * Whether lines that cannot be split into columns are left out. If rows are paired by order, all
 * later rows would shift.
 */
export function isLenient({ on, skipBadRows }: CompareOptions): boolean {
  return skipBadRows && on.length > 0;
}

function subquery(side: Side, other: Side, options: CompareOptions): string {
  const { table } = side;
  const { on } = options;
  const { columns: values, numbers, needed } = valuesOf(side);
  const keys = keyColumns(table, { tables: [table], on }, { tables: [other.table], on });
  // NULL is what the join gives for a row without a partner.
  const orNaN = (number: string) => `coalesce(${number}, 'nan'::DOUBLE)`;
  const columns = [
    // A window without an order numbers the rows as they come.
    "row_number() OVER () AS r",
    ...values.map((one, i) => `${i < numbers ? orNaN(one) : one} AS ${value(i)}`),
    ...keys.map((one, i) => `CAST(${one} AS VARCHAR) AS ${key(i)}`),
  ];
  const all = [...new Set([...needed, ...on])];
  return `(SELECT ${columns.join(", ")} FROM ${table.from(all, isLenient(options))})`;
}

/** The rows of A as a and those of B as b with the same keys, side by side. */
function joined(a: Side, b: Side, options: CompareOptions): string {
  const [left, right] = [subquery(a, b, options), subquery(b, a, options)];
  const same = options.on.map((_, i) => `a.${key(i)} = b.${key(i)}`).join(" AND ");
  // A join returns rows in any order. A fixed order makes ties and resamples the same in every run.
  return `${left} AS a FULL JOIN ${right} AS b ON ${same} ORDER BY a.r NULLS LAST, b.r`;
}

export function pairs(
  session: Session,
  sides: readonly [Side, Side],
  options: CompareOptions,
  indexes: Indexes,
): AsyncGenerator<Pairs, void> {
  if (options.on.length > 0) return pairsByKey(session, sides, options, indexes);
  return pairsByOrder(session, sides, indexes, (error) => explainEither(sides, error, options));
}

async function* pairsByKey(
  session: Session,
  [a, b]: readonly [Side, Side],
  options: CompareOptions,
  { groups, clusters }: Indexes,
): AsyncGenerator<Pairs, void> {
  await requireUnique(session, a, b, options);
  await requireUnique(session, b, a, options);
  const ofA = valuesOf(a);
  const all = [
    ...["a.r", "b.r", `b.${value(0)}`, `b.${value(1)}`],
    ...ofA.columns.map((_, i) => `a.${value(i)}`),
  ];
  const first = all.length - ofA.columns.length;
  const texts = first + ofA.numbers;
  const columns = all.map((name, i) => (i < texts ? `coalesce(${name}, 0)::DOUBLE` : name));
  try {
    for await (const chunk of session.connection.chunks(
      `SELECT ${columns.join(", ")} FROM ${joined(a, b, options)}`,
    )) {
      yield {
        count: chunk.rowCount,
        rowsA: chunk.doubles(0),
        labelsA: chunk.doubles(first),
        predictionsA: chunk.doubles(first + 1),
        rowsB: chunk.doubles(1),
        labelsB: chunk.doubles(2),
        predictionsB: chunk.doubles(3),
        weights: a.names.weight === undefined ? null : chunk.doubles(first + 2),
        groups: groups?.encode(chunk, texts) ?? null,
        clusters: clusters?.encode(chunk, texts) ?? null,
      };
    }
  } catch (error) {
    await explainEither([a, b], error, options);
  }
}

/** Explains the error for the file that the message names, or for the first one. */
async function explainEither(
  sides: readonly [Side, Side],
  error: unknown,
  { on }: CompareOptions,
): Promise<never> {
  // The caller can read the files in another way.
  if (isOfRecords(error)) throw error;
  const named = sides.find(
    ({ table }) => error instanceof Error && error.message.includes(table.file.path),
  );
  const remedy =
    on.length === 0
      ? "Pass --on with a column that names rows, and --skip-bad-rows, to leave such lines out."
      : undefined;
  return explain((named ?? sides[0]).table.file, error, remedy);
}

/** A repeated key would pair rows that do not belong together. */
async function requireUnique(
  { connection }: Session,
  side: Side,
  other: Side,
  options: CompareOptions,
): Promise<void> {
  const { on, skipBadRows } = options;
  const keys = on.map((_, i) => key(i));
  const isMissing = keys.map((one) => `${one} IS NULL`).join(" OR ");
  // A row without a key has no partner and is counted as such.
  const bad = skipBadRows ? `count(*) > 1 AND NOT (${isMissing})` : `count(*) > 1 OR ${isMissing}`;
  const from = subquery(side, other, options);
  const query = `SELECT ${keys.join(", ")} FROM ${from} GROUP BY ${keys.join(", ")} HAVING ${bad} LIMIT 1`;
  const [twice] = await connection
    .rows(query)
    .catch((error: unknown) => explainEither([side, side], error, options));
  if (!twice) return;
  const received = twice.includes(null)
    ? "a row without one"
    : `${twice.map(show).join(", ")} twice`;
  refuseData(
    `--on ${on.map(show).join(", ")}`,
    `name one row of ${show(side.table.file.name)} each`,
    received,
  );
}

/** The keys of rows of a side, as they were compared, in words. */
export async function keysOf(
  { connection }: Session,
  side: Side,
  other: Side,
  options: CompareOptions,
  rows: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const { on } = options;
  if (on.length === 0 || rows.length === 0) return new Map();
  const keys = on.map((_, i) => key(i));
  const query = `SELECT CAST(r AS VARCHAR), ${keys.join(", ")} FROM ${subquery(side, other, options)} WHERE r IN (${rows.join(", ")})`;
  const found = await connection
    .rows(query)
    .catch((error: unknown) => explain(side.table.file, error));
  return new Map(
    found.map(([row, ...values]) => [
      Number(row),
      on.map((name, i) => `${show(name)} ${show(values[i])}`).join(", "),
    ]),
  );
}

// Columns that are parts of others: out.score is the field of an object, p[1] the second element of a
// list. Elements are counted from 0, as in Python and JSON.

import { identifier, literal } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import { show } from "../errors.js";
import { isTextual } from "./format.js";
import type { How } from "./how.js";
import { isWideDecimal, type Table, windowNumber } from "./table-type.js";

/** A step into a value: the name of a field, or the number of an element. */
type Step = string | number;

interface Part {
  readonly column: string;
  readonly steps: readonly Step[];
}

/** Adds the parts that are wanted to the columns of a table. A column of that name comes first. */
export async function withParts(session: Session, table: Table, how: How): Promise<Table> {
  const parts = new Map<string, Part & { readonly type: string }>();
  for (const name of new Set(how.wanted)) {
    const part = table.types.has(name) ? null : partIn([...table.types.keys()], name);
    const type = part && (await typeOf(session, table, part));
    if (type === null) continue;
    parts.set(name, { ...part!, type });
    const index = part!.steps.findLast((step) => typeof step === "number");
    if (index !== undefined)
      how.note(`${show(name)} is element ${index}, counted from 0: [0] is the first.`);
  }
  return parts.size === 0 ? table : tableWith(table, parts);
}

function tableWith(
  table: Table,
  parts: ReadonlyMap<string, Part & { readonly type: string }>,
): Table {
  // Must differ from the names in the file, or SQL could not tell them apart.
  let mark = "/";
  while ([...table.types.keys()].some((name) => name.startsWith(mark))) mark += "/";
  const sql = (name: string) =>
    parts.has(name) ? identifier(`${mark}${mark}${name}`) : table.sql(name);
  return {
    ...table,
    types: new Map([
      ...table.types,
      ...[...parts].map(([name, { type }]) => [name, type] as const),
    ]),
    sql,
    rowNumber: windowNumber,
    from(columns, lenient) {
      const own = columns.map((name) => parts.get(name)?.column ?? name);
      const from = table.from([...new Set(own)], lenient);
      const added = columns.flatMap((name) => {
        const part = parts.get(name);
        return part === undefined ? [] : [`${valueIn(table, part)} AS ${sql(name)}`];
      });
      return added.length === 0 ? from : `(SELECT *, ${added.join(", ")} FROM ${from})`;
    },
    fromNumbers: (numbers, columns) =>
      columns.some((name) => parts.has(name)) ? null : table.fromNumbers(numbers, columns),
    withOneLineEnd: () => table.withOneLineEnd()?.then((copy) => tableWith(copy, parts)) ?? null,
  };
}

/** The longest name of a column that a name begins with, and the steps after it. */
function partIn(columns: readonly string[], name: string): Part | null {
  const [column] = columns
    .filter((one) => name.startsWith(one) && /^[.[]/.test(name.slice(one.length)))
    .sort((a, b) => b.length - a.length);
  if (column === undefined) return null;
  const rest = name.slice(column.length);
  if (!/^(\.[^.[\]]+|\[\d+\])+$/.test(rest)) return null;
  const steps = [...rest.matchAll(/\.([^.[\]]+)|\[(\d+)\]/g)].map(([, field, index]) =>
    field === undefined ? Number(index) : field,
  );
  return { column, steps };
}

/** The type of a part; null if there is no such part. */
async function typeOf({ connection }: Session, table: Table, part: Part): Promise<string | null> {
  const whole = table.types.get(part.column)!;
  if (isJson(table, part)) return "VARCHAR";
  if (isWideDecimal(whole)) return whole;
  const from = table.from([part.column], false);
  try {
    const rows = await connection.rows(
      `SELECT column_type FROM (DESCRIBE SELECT ${valueIn(table, part)} AS v FROM ${from})`,
    );
    return rows[0]?.[0] ?? null;
  } catch {
    return null;
  }
}

const isJson = (table: Table, { column }: Part) => isTextual(table, column);

/** Text is read as JSON; other columns have fields and elements themselves. */
function valueIn(table: Table, part: Part): string {
  const column = table.sql(part.column);
  if (isJson(table, part)) {
    const pointer = part.steps
      .map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`)
      .join("");
    return `json_extract_string(TRY_CAST(${column} AS JSON), ${literal(pointer)})`;
  }
  return part.steps.reduce<string>(
    (value, step) => `${value}[${typeof step === "number" ? step + 1 : literal(step)}]`,
    column,
  );
}

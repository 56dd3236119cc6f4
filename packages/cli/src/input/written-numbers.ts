// Numbers in text that are written with a decimal comma or a percent sign, and columns that hold
// percentages. How a column is written is judged by its first rows; a value that is written in
// another way is then no number.

import type { Session } from "../duckdb/session.js";
import { show } from "../errors.js";
import { headOf, isText, isTextual } from "./format.js";
import type { How } from "./how.js";
import type { Table, Writing } from "./table-type.js";

/** Number of rows that tell. */
const sampled = 10_000;

/** A decimal comma, but not thousands with commas: those begin with another digit than 0. */
const decimalComma = "[+-]?([0-9]*,[0-9]{1,2}|[0-9]*,[0-9]{4,}|0+,[0-9]*|,[0-9]+|[0-9]{4,},[0-9]+)";

const decimalPoint = "[+-]?[0-9]*[.][0-9]+";

/** What may follow. */
const rest = "([eE][+-]?[0-9]+)? ?%?";

export async function withWriting(session: Session, table: Table, how: How): Promise<Table> {
  const names = [...new Set(how.numbers)].filter((name) => table.types.has(name));
  const text = names.filter((name) => isTextual(table, name));
  const found = mayBeWritten(table) ? await look(session, table, text) : new Map<string, Seen>();
  const seen = [...found.values()];
  // A file has one or the other.
  const hasComma =
    seen.some(({ commas }) => commas > 0) && seen.every(({ points }) => points === 0);
  const writing = new Map<string, Writing>();
  for (const name of names) {
    const { signs = 0, values = 0 } = found.get(name) ?? {};
    const hasSign = values > 0 && signs === values;
    const isPercent = how.percentages.includes(name);
    const has = {
      comma: hasComma && text.includes(name),
      sign: hasSign,
      percent: isPercent || hasSign,
    };
    if (has.comma || has.percent) writing.set(name, has);
    if (hasSign && !isPercent)
      how.note(`${show(name)} of ${show(table.file.name)} is in percent, as its signs say.`);
  }
  if (hasComma) how.note(`Numbers of ${show(table.file.name)} have a decimal comma.`);
  return writing.size === 0 ? table : written(table, writing);
}

function written(table: Table, writing: ReadonlyMap<string, Writing>): Table {
  return {
    ...table,
    writing,
    fromNumbers: (numbers, columns) =>
      numbers.some((name) => writing.has(name)) ? null : table.fromNumbers(numbers, columns),
    withOneLineEnd: () => table.withOneLineEnd()?.then((copy) => written(copy, writing)) ?? null,
  };
}

/** Most files have neither sign, which their first bytes tell. */
function mayBeWritten({ file }: Table): boolean {
  if (!isText(file) || file.compression !== "none") return true;
  const head = Buffer.from(headOf(file.path)).toString("latin1");
  return head.includes("%") || /(^|[;|\t"' ])[+-]?\d*,\d/m.test(head);
}

/** How many values there are, with a percent sign, and with a decimal comma for certain. */
interface Seen {
  readonly values: number;
  readonly signs: number;
  readonly commas: number;
  /** With a decimal point. */
  readonly points: number;
}

async function look(
  { connection }: Session,
  table: Table,
  names: readonly string[],
): Promise<ReadonlyMap<string, Seen>> {
  if (names.length === 0) return new Map();
  const counts = names.flatMap((_, i) => [
    `count(t${i}) FILTER (t${i} <> '')`,
    `count(t${i}) FILTER (t${i} LIKE '%\\%' ESCAPE '\\')`,
    `count(t${i}) FILTER (regexp_full_match(t${i}, '${decimalComma}${rest}'))`,
    `count(t${i}) FILTER (regexp_full_match(t${i}, '${decimalPoint}${rest}'))`,
  ]);
  const texts = names.map((name, i) => `trim(CAST(${table.sql(name)} AS VARCHAR)) AS t${i}`);
  const from = `(SELECT ${texts.join(", ")} FROM ${table.from(names, false)} LIMIT ${sampled})`;
  try {
    const [row] = await connection.rows(
      `SELECT ${counts.map((one) => `CAST(${one} AS VARCHAR)`).join(", ")} FROM ${from}`,
    );
    const at = (i: number) => Number(row![i]);
    return new Map(
      names.map((name, i) => [
        name,
        { values: at(4 * i), signs: at(4 * i + 1), commas: at(4 * i + 2), points: at(4 * i + 3) },
      ]),
    );
  } catch {
    // What cannot be read is reported when all of it is.
    return new Map();
  }
}

// Finds the two classes of the labels if --positive names one of them. All rows of the other class
// are negative.

import { literal } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import { refuseUsage, show } from "../errors.js";
import { classIn, classOf } from "./cells.js";
import { type Classes, missing } from "./classes.js";
import { copyFor, explain } from "./explain.js";
import { nearest } from "./nearest.js";
import { parseNumber } from "./number.js";
import type { Table } from "./table-type.js";

/** A column of labels. */
export interface Labels {
  readonly table: Table;
  readonly label: string;
}

/**
 * The class named by --positive, and the other one.
 * @throws UsageError if no row has it, since all rows would silently be negative.
 */
export async function findClasses(
  session: Session,
  columns: readonly Labels[],
  positive: string,
): Promise<Classes> {
  const wanted = classIn(literal(positive));
  const isOther = `c <> ${wanted} AND c NOT IN (${missing.map((word) => classIn(literal(word))).join(", ")})`;
  const [isThere] = await firstClass(session, columns, `c = ${wanted}`);
  if (isThere === undefined) {
    const others = (await classesIn(session, columns, isOther)).map(shown);
    refuseUsage(
      "--positive",
      `name a value of ${show(columns[0]!.label)}`,
      show(positive),
      instead(positive, others),
    );
  }
  const [negative] = await firstClass(session, columns, isOther);
  return { positive, negative: negative === undefined ? null : shown(negative) };
}

/** Numbers without the zeros that a database writes. */
function shown(text: string): string {
  const x = parseNumber(text);
  return Number.isNaN(x) ? text : String(x);
}

function instead(positive: string, others: readonly string[]): string {
  if (others.length === 0) return "It has none.";
  const [near] = nearest(positive, others);
  return near === undefined
    ? `There are ${others.map(show).join(", ")}.`
    : `Did you mean ${show(near)}?`;
}

/** Number of values to show. */
const mostShown = 6;

/** The first label that a condition holds for, in the order of the files. */
async function firstClass(
  session: Session,
  columns: readonly Labels[],
  condition: string,
): Promise<string[]> {
  for (const labels of columns) {
    const found = await select(
      session,
      labels,
      (from) => `SELECT c FROM ${from} WHERE ${condition} LIMIT 1`,
    );
    if (found.length > 0) return found;
  }
  return [];
}

async function classesIn(
  session: Session,
  [first]: readonly Labels[],
  condition: string,
): Promise<string[]> {
  return select(
    session,
    first!,
    (from) => `SELECT DISTINCT c FROM ${from} WHERE ${condition} ORDER BY c LIMIT ${mostShown}`,
  );
}

async function select(
  { connection }: Session,
  { table, label }: Labels,
  query: (from: string) => string,
): Promise<string[]> {
  const run = async (of: Table) => {
    const from = `(SELECT ${classOf(label, of)} AS c FROM ${of.from([label], false)})`;
    return (await connection.rows(query(from))).map(([text]) => text!);
  };
  for (let of = table; ; ) {
    try {
      return await run(of);
    } catch (error) {
      of = (await copyFor(of, error)) ?? (await explain(table.file, error));
    }
  }
}

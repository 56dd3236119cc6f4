// What bce score needs of a database that holds the rows.

import type { Engine } from "../sql/engine.js";

export interface Column {
  readonly name: string;
  /** As the database calls it. */
  readonly type: string;
  readonly kind: "number" | "boolean" | "other";
}

/** A row of a result as text; null for NULL. */
export type TextRow = readonly (string | null)[];

export interface Warehouse {
  readonly engine: Engine;
  /** Where it is, without a password. */
  readonly address: string;
  /**
   * The columns of a table, none where there is no such table.
   * @param schema Or database; null for that of the connection.
   */
  columns(schema: string | null, table: string): Promise<readonly Column[]>;
  /** The tables that there are, named as --table has them. */
  tables(): Promise<string[]>;
  /** The rows of a query, all of them or an error. */
  read(query: string): Promise<TextRow[]>;
  close(): Promise<void>;
}

/** A number as engines write it. */
export function toNumber(text: string | null): number {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text ?? "");
  if (infinite) return infinite[1] === "-" ? -Infinity : Infinity;
  return text === null || text === "" ? NaN : Number(text);
}

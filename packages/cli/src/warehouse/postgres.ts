// PostgreSQL. One transaction sees one state of the table, however many queries it takes, and can
// change nothing.

import type { ClientConfig } from "pg";
import { postgres } from "../sql/engines/postgres.js";
import { type Address, withoutSecret } from "./address.js";
import { PostgresConnection } from "./postgres-connection.js";
import { readTls } from "./postgres-tls.js";
import {
  refuseConnection,
  refuseDatabase,
  refuseLogin,
  refuseQuery,
  refuseSlowness,
} from "./refusals.js";
import { stoppable } from "./stoppable.js";
import type { Column, TextRow, Warehouse } from "./warehouse.js";

/** Seconds within which a server must accept or refuse a login. */
const mostToConnect = 15;

export async function openPostgres(address: Address, timeout: number): Promise<Warehouse> {
  const { ssl, orPlain } = readTls(address);
  const config: ClientConfig = {
    host: address.host,
    ...(address.port !== null && { port: address.port }),
    ...(address.user !== null && { user: address.user }),
    ...(address.password !== null && { password: address.password }),
    ...(address.database !== null && { database: address.database }),
    application_name: "bce",
    ssl,
  };
  const warehouse = new Postgres(address, timeout);
  try {
    await warehouse.open(config, orPlain);
  } catch (error) {
    await warehouse.close();
    throw error;
  }
  return warehouse;
}

class Postgres implements Warehouse {
  readonly engine = postgres;
  readonly address: string;
  /** Seconds. */
  readonly #timeout: number;
  readonly #password: string | undefined;
  #config: ClientConfig = {};
  #connection: PostgresConnection | null = null;
  #process = 0;

  constructor({ shown, password }: Address, timeout: number) {
    this.address = shown;
    this.#password = password ?? process.env["PGPASSWORD"];
    this.#timeout = timeout;
  }

  /** @param orPlain Whether to talk without TLS to a server that has none. */
  async open(config: ClientConfig, orPlain: boolean): Promise<void> {
    await this.#login(config, orPlain);
    this.#process = Number((await this.read("SELECT pg_backend_pid()"))[0]![0]);
    await this.read("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // Every digit of a double; older servers round otherwise.
    await this.read("SET LOCAL extra_float_digits = 3");
  }

  async #login(config: ClientConfig, orPlain: boolean): Promise<void> {
    const ending = { cut: () => this.#connection?.cut() };
    const seconds = Math.min(this.#timeout, mostToConnect);
    const late = () =>
      this.#timeout <= seconds
        ? refuseSlowness(this.address, seconds)
        : refuseConnection(this.address, `nothing within ${seconds} seconds`);
    const work = this.#connect(config, orPlain).catch((error: unknown) => this.#explain(error));
    await stoppable(work, ending, seconds * 1000, late);
  }

  async #connect(config: ClientConfig, orPlain: boolean): Promise<void> {
    this.#config = config;
    this.#connection = new PostgresConnection(config);
    try {
      await this.#connection.open();
    } catch (error) {
      this.#connection.cut();
      if (!(orPlain && config.ssl && /does not support SSL/.test((error as Error).message)))
        throw error;
      await this.#connect({ ...config, ssl: false }, false);
    }
  }

  async columns(schema: string | null, table: string): Promise<Column[]> {
    // Names are compared as text: as names they would be cut off at 63 bytes.
    const rows = await this.#query(
      `SELECT a.attname, format_type(a.atttypid, a.atttypmod), t.typcategory, t.typname
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid
       WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND c.relname::text = $1::text
         AND CASE WHEN $2::text IS NULL THEN pg_table_is_visible(c.oid) ELSE n.nspname::text = $2::text END
       ORDER BY a.attnum`,
      [table, schema],
    );
    return rows.map(([column, type, category, kind]) => ({
      name: column!,
      type: type!,
      kind: kindOf(category!, kind!),
    }));
  }

  async tables(): Promise<string[]> {
    const name =
      "CASE WHEN pg_table_is_visible(c.oid) THEN c.relname::text ELSE n.nspname::text || '.' || c.relname::text END";
    const rows = await this.read(
      `SELECT ${name} FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1`,
    );
    return rows.map(([one]) => one!);
  }

  read(query: string): Promise<TextRow[]> {
    return this.#query(query, []);
  }

  #query(text: string, values: readonly unknown[]): Promise<TextRow[]> {
    const work = this.#connection!.query(text, values).catch((error: unknown) =>
      this.#explain(error),
    );
    const other = new PostgresConnection(this.#config);
    const ending = {
      stop: () => this.#cancel(other),
      cut: () => {
        other.cut();
        this.#connection!.cut();
      },
    };
    return stoppable(work, ending, this.#timeout * 1000, () =>
      refuseSlowness(this.address, this.#timeout),
    );
  }

  /** Cancels the query of this connection over another connection. */
  async #cancel(other: PostgresConnection): Promise<void> {
    if (this.#process === 0) return;
    await other.open();
    await other.query("SELECT pg_cancel_backend($1)", [this.#process]);
  }

  async close(): Promise<void> {
    await this.#connection?.close();
  }

  #explain(error: unknown): never {
    const { message, code } = error as Error & { code?: string };
    const text = withoutSecret(message || String(code), this.#password);
    if (code === "28P01" || code === "28000" || /no password|SASL/.test(message))
      return refuseLogin(this.address, "PGPASSWORD");
    if (code === "3D000") return refuseDatabase(this.address);
    if (/^[0-9A-Z]{5}$/.test(code ?? "") && code !== "EPIPE")
      return refuseQuery(this.address, text);
    return refuseConnection(this.address, text);
  }
}

function kindOf(category: string, type: string): Column["kind"] {
  if (category === "B") return "boolean";
  return category === "N" && !/^(money|oid|reg.*)$/.test(type) ? "number" : "other";
}

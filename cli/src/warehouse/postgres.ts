// PostgreSQL. One transaction sees one state of the table, however many queries it takes, and can change nothing.

import { readFileSync } from "node:fs";
import { Client, type ClientConfig } from "pg";
import { refuseUsage, show } from "../errors.js";
import { postgres } from "../sql/engines/postgres.js";
import { type Address, withoutSecret } from "./address.js";
import { refuseConnection, refuseDatabase, refuseLogin, refuseQuery, refuseSlowness } from "./faults.js";
import { stoppable } from "./stoppable.js";
import type { Column, TextRow, Warehouse } from "./warehouse.js";

/** Milliseconds. */
const connectTimeout = 15_000;

const modes = ["prefer", "disable", "allow", "require", "verify-ca", "verify-full"] as const;
type Mode = (typeof modes)[number];

export async function openPostgres(address: Address, timeout: number): Promise<Warehouse> {
  const mode = (address.options.get("sslmode") ?? process.env["PGSSLMODE"] ?? "prefer") as Mode;
  if (!modes.includes(mode)) refuseUsage("--url", `have an sslmode of ${modes.join(", ")}`, show(mode));
  const config: ClientConfig = {
    host: address.host,
    ...(address.port !== null && { port: address.port }),
    ...(address.user !== null && { user: address.user }),
    ...(address.password !== null && { password: address.password }),
    ...(address.database !== null && { database: address.database }),
    application_name: "bce",
    connectionTimeoutMillis: connectTimeout,
    ssl: tls(mode, address),
  };
  const warehouse = new Postgres(address, timeout);
  await warehouse.open(config, mode === "prefer" || mode === "allow");
  return warehouse;
}

/** As libpq has it: only the last two check whom they talk to. */
function tls(mode: Mode, { options, host }: Address): ClientConfig["ssl"] {
  if (mode === "disable" || host.startsWith("/")) return false;
  const root = options.get("sslrootcert");
  const ca = root === undefined ? {} : { ca: readRoot(root) };
  if (mode === "verify-full") return { ...ca, rejectUnauthorized: true };
  if (mode === "verify-ca") return { ...ca, rejectUnauthorized: true, checkServerIdentity: () => undefined };
  return { rejectUnauthorized: false };
}

function readRoot(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    return refuseUsage("--url", "have an sslrootcert that can be read", `${show(path)} (${(error as NodeJS.ErrnoException).code})`);
  }
}

class Postgres implements Warehouse {
  readonly engine = postgres;
  readonly address: string;
  readonly #timeout: number;
  readonly #password: string | undefined;
  #config: ClientConfig = {};
  #client!: Client;
  #process = 0;

  constructor({ shown, password }: Address, timeout: number) {
    this.address = shown;
    this.#password = password ?? process.env["PGPASSWORD"];
    this.#timeout = timeout;
  }

  /** @param orPlain Whether to talk without TLS to a server that has none. */
  async open(config: ClientConfig, orPlain: boolean): Promise<void> {
    try {
      this.#client = await connect(config);
    } catch (error) {
      if (orPlain && config.ssl && /does not support SSL/.test((error as Error).message))
        return this.open({ ...config, ssl: false }, false);
      this.#explain(error);
    }
    this.#config = config;
    this.#process = Number((await this.read("SELECT pg_backend_pid()"))[0]![0]);
    await this.read("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // Every digit of a double; older servers round otherwise.
    await this.read("SET LOCAL extra_float_digits = 3");
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
    return rows.map(([column, type, category, kind]) => ({ name: column!, type: type!, kind: kindOf(category!, kind!) }));
  }

  async tables(): Promise<string[]> {
    const name = "CASE WHEN pg_table_is_visible(c.oid) THEN c.relname::text ELSE n.nspname::text || '.' || c.relname::text END";
    const rows = await this.read(
      `SELECT ${name} FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1`,
    );
    return rows.map(([one]) => one!);
  }

  read(query: string): Promise<TextRow[]> {
    return this.#query(query, []);
  }

  #query(text: string, values: unknown[]): Promise<TextRow[]> {
    // Numbers stay text, as other warehouses have them.
    const types = { getTypeParser: () => (value: unknown) => value };
    const work = this.#client
      .query<(string | null)[]>({ text, values, rowMode: "array", types })
      .then(({ rows }) => rows as TextRow[])
      .catch((error: unknown) => this.#explain(error));
    return stoppable(
      work,
      () => this.#cancel(),
      this.#timeout,
      () => refuseSlowness(this.address, this.#timeout),
    );
  }

  async #cancel(): Promise<void> {
    const other = await connect(this.#config);
    await other.query("SELECT pg_cancel_backend($1)", [this.#process]);
    await other.end();
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  #explain(error: unknown): never {
    const { message, code } = error as Error & { code?: string };
    const text = withoutSecret(message || String(code), this.#password);
    if (code === "28P01" || code === "28000" || /no password|SASL/.test(message)) return refuseLogin(this.address, "PGPASSWORD");
    if (code === "3D000") return refuseDatabase(this.address);
    if (/^[0-9A-Z]{5}$/.test(code ?? "") && code !== "EPIPE") return refuseQuery(this.address, text);
    return refuseConnection(this.address, text);
  }
}

async function connect(config: ClientConfig): Promise<Client> {
  const client = new Client(config);
  // A connection that ends while nothing is asked is told at the next question.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return client;
}

function kindOf(category: string, type: string): Column["kind"] {
  if (category === "B") return "boolean";
  return category === "N" && !/^(money|oid|reg.*)$/.test(type) ? "number" : "other";
}

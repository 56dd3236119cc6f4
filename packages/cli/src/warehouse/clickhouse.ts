// ClickHouse over HTTP. Results come as tab-separated text, which needs no setting that a read-only
// user may not change, and after the query is done, so that an error in the middle of it is an
// error and no shorter result.

import { randomUUID } from "node:crypto";
import {
  type ClickHouseClient,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
} from "@clickhouse/client";
import { clickhouse } from "../sql/engines/clickhouse.js";
import { type Address, withoutSecret } from "./address.js";
import {
  refuseConnection,
  refuseDatabase,
  refuseLogin,
  refuseQuery,
  refuseSlowness,
} from "./refusals.js";
import { stoppable } from "./stoppable.js";
import { readTabSeparated } from "./tab-separated.js";
import type { Column, TextRow, Warehouse } from "./warehouse.js";

/**
 * Settings with which a server returns the whole result or an error. Each is sent if the server has
 * another value.
 */
const needed: Readonly<Record<string, string>> = {
  // If a server of a Distributed table does not answer, this is an error: its rows are not left out.
  skip_unavailable_shards: "0",
  distributed_group_by_no_merge: "0",
  read_overflow_mode: "throw",
  group_by_overflow_mode: "throw",
  sort_overflow_mode: "throw",
  result_overflow_mode: "throw",
  timeout_overflow_mode: "throw",
  extremes: "0",
  limit: "0",
  offset: "0",
  use_query_cache: "0",
};

/**
 * The query's own parameter, which is no setting: the status is known before the result is sent.
 */
const whole: ClickHouseSettings = { wait_end_of_query: 1 };

const literal = (text: string) => `'${text.replace(/['\\]/g, "\\$&")}'`;

export async function openClickHouse(address: Address, timeout: number): Promise<Warehouse> {
  const password = address.password ?? process.env["CLICKHOUSE_PASSWORD"] ?? "";
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  const client = createClient({
    url: `${address.secure ? "https" : "http"}://${host}:${address.port ?? (address.secure ? 8443 : 8123)}`,
    username: address.user ?? process.env["CLICKHOUSE_USER"] ?? "default",
    password,
    database: address.database ?? "default",
    application: "bce",
    // The time limit of a query is kept in this file, which also ends the query at the server.
    request_timeout: timeout * 1000 + 60_000,
    log: { level: ClickHouseLogLevel.OFF },
  });
  const warehouse = new ClickHouse(client, address, password, timeout);
  try {
    await warehouse.prepare();
  } catch (error) {
    await client.close();
    throw error;
  }
  return warehouse;
}

class ClickHouse implements Warehouse {
  readonly engine = clickhouse;
  readonly address: string;
  readonly #client: ClickHouseClient;
  readonly #password: string;
  readonly #timeout: number;
  #settings: ClickHouseSettings = whole;

  constructor(client: ClickHouseClient, { shown }: Address, password: string, timeout: number) {
    this.#client = client;
    this.address = shown;
    this.#password = password;
    this.#timeout = timeout;
  }

  async prepare(): Promise<void> {
    const ends = "cancel_http_readonly_queries_on_client_close";
    const names = [...Object.keys(needed), "readonly", ends].map(literal).join(", ");
    const found = new Map(
      (await this.read(`SELECT name, value FROM system.settings WHERE name IN (${names})`)) as [
        string,
        string,
      ][],
    );
    const changed = Object.entries(needed).filter(
      ([name, value]) => found.has(name) && found.get(name) !== value,
    );
    const mayChange = found.get("readonly") !== "1" && found.has(ends);
    this.#settings = {
      ...whole,
      ...Object.fromEntries(changed),
      ...(mayChange && { [ends]: 1 }),
    };
  }

  async columns(database: string | null, table: string): Promise<Column[]> {
    const of = `database = ${database === null ? "currentDatabase()" : literal(database)}`;
    const rows = await this.read(
      `SELECT name, type FROM system.columns WHERE ${of} AND table = ${literal(table)}`,
    );
    return rows.map(([column, type]) => ({ name: column!, type: type!, kind: kindOf(type!) }));
  }

  async tables(): Promise<string[]> {
    const name = "if(database = currentDatabase(), name, concat(database, '.', name))";
    return (await this.read(`SELECT ${name} FROM system.tables WHERE database != 'system'`)).map(
      ([one]) => one!,
    );
  }

  async read(query: string): Promise<TextRow[]> {
    const id = randomUUID();
    const abort = new AbortController();
    const work = this.#client
      .query({
        query,
        format: "TabSeparated",
        query_id: id,
        abort_signal: abort.signal,
        clickhouse_settings: this.#settings,
      })
      .then((result) => result.text())
      .catch((error: unknown) => this.#explain(error));
    const ending = {
      stop: async () =>
        void (await this.#client.command({
          query: `KILL QUERY WHERE query_id = ${literal(id)} ASYNC`,
        })),
      cut: () => {
        abort.abort();
        void this.#client.close();
      },
    };
    return readTabSeparated(
      await stoppable(work, ending, this.#timeout * 1000, () =>
        refuseSlowness(this.address, this.#timeout),
      ),
    );
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  #explain(error: unknown): never {
    const { message, code } = error as Error & { code?: string };
    const text = withoutSecret(message || String(code), this.#password);
    const number = Number(/^Code: (\d+)/.exec(message)?.[1] ?? code);
    if ([192, 193, 194, 516].includes(number))
      return refuseLogin(this.address, "CLICKHOUSE_PASSWORD");
    if (number === 81) return refuseDatabase(this.address);
    if (number > 0) return refuseQuery(this.address, sentence(text));
    return refuseConnection(this.address, text);
  }
}

/** The message without what old servers put around it. */
function sentence(text: string): string {
  return text
    .replace(/^Code: \d+[.,]\s*(e\.displayText\(\) = )?DB::\w*Exception: /, "")
    .replace(/, e\.what\(\) = .*$/s, "")
    .trim();
}

function kindOf(type: string): Column["kind"] {
  const bare = type.replace(/^LowCardinality\((.*)\)$/, "$1").replace(/^Nullable\((.*)\)$/, "$1");
  if (bare === "Bool") return "boolean";
  return /^(U?Int\d+|B?Float\d+|Decimal\d*\(.*\))$/.test(bare) ? "number" : "other";
}

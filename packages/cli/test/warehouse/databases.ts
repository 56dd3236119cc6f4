// Three engines behind one face: tables of doubles, to the last bit, and queries.

import { DuckDBInstance } from "@duckdb/node-api";
import { toNumber } from "../../src/warehouse/warehouse.js";
import { type ClickHousePair, startClickHousePair } from "./clickhouse-pair.js";
import { type PostgresServer, startPostgres } from "./postgres-server.js";

/** Names are quoted by the caller. */
export type Columns = Readonly<Record<string, readonly (number | null)[]>>;

export interface Database {
  /** The address for bce score; null for DuckDB. */
  readonly url: string | null;
  quote(name: string): string;
  /** A table of doubles, in the place of one of the same name. */
  create(table: string, columns: Columns): Promise<void>;
  execute(statement: string): Promise<void>;
  /** The rows of a query of numbers. */
  run(query: string): Promise<number[][]>;
  stop(): Promise<void>;
}

export const openDatabase = {
  duckdb: openDuckDb,
  postgres: openPostgres,
  clickhouse: openClickHouse,
} as const;

const standardQuote = (name: string) => `"${name.replaceAll('"', '""')}"`;

function rowsOf(columns: Columns): (number | null)[][] {
  const all = Object.values(columns);
  return all[0]!.map((_, i) => all.map((column) => column[i]!));
}

/** SQL that engines with the standard's casts read alike. */
function creation(table: string, columns: Columns, type: string): string[] {
  const cell = (x: number | null) =>
    x === null ? "NULL" : `CAST('${Object.is(x, -0) ? "-0" : x}' AS ${type})`;
  const values = rowsOf(columns).map((row) => `(${row.map(cell).join(", ")})`);
  const names = Object.keys(columns).map((name) => `${name} ${type}`);
  return [
    `DROP TABLE IF EXISTS ${table}`,
    `CREATE TABLE ${table} (${names.join(", ")})`,
    `INSERT INTO ${table} VALUES ${values.join(", ")}`,
  ];
}

async function openDuckDb(): Promise<Database> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const execute = async (statement: string) => void (await connection.run(statement));
  return {
    url: null,
    quote: standardQuote,
    execute,
    create: async (table, columns) => {
      for (const statement of creation(table, columns, "DOUBLE")) await execute(statement);
    },
    run: async (query) => {
      const rows = (await connection.runAndReadAll(query)).getRowsJS();
      return rows.map((row) => row.map((cell) => (cell === null ? NaN : Number(cell))));
    },
    stop: async () => connection.closeSync(),
  };
}

export async function openPostgres(): Promise<Database & { server: PostgresServer }> {
  const server = await startPostgres();
  const execute = async (statement: string) => void (await server.run(statement));
  return {
    server,
    url: server.url,
    quote: standardQuote,
    execute,
    create: async (table, columns) => {
      for (const statement of creation(table, columns, "double precision"))
        await execute(statement);
    },
    run: async (query) =>
      (await server.run(query)).map((row) =>
        row.map((cell) => (cell === null ? NaN : Number(cell))),
      ),
    stop: server.stop,
  };
}

/** Numbers go in as bits: old servers round what they read as text. */
export async function openClickHouse(): Promise<Database & { pair: ClickHousePair }> {
  const pair = await startClickHousePair();
  const bits = (x: number | null) =>
    x === null ? "''" : `'${Buffer.from(Float64Array.of(x).buffer).toString("hex")}'`;
  return {
    pair,
    url: pair.url,
    quote: (name) =>
      `\`${name.replace(/[\\`]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t")}\``,
    execute: async (statement) => void (await pair.run(statement)),
    create: async (table, columns) => {
      const names = Object.entries(columns).map(
        ([name, values]) => `${name} ${values.includes(null) ? "Nullable(Float64)" : "Float64"}`,
      );
      const tuples = rowsOf(columns).map((row) => `(${[...row.map(bits), "''"].join(", ")})`);
      const number = (i: number) => `reinterpretAsFloat64(unhex(a.${i + 1}))`;
      const numbers = Object.values(columns).map((values, i) =>
        values.includes(null) ? `if(a.${i + 1} = '', NULL, ${number(i)})` : number(i),
      );
      await pair.run(`DROP TABLE IF EXISTS ${table}`);
      await pair.run(`CREATE TABLE ${table} (${names.join(", ")}) ENGINE = Memory`);
      await pair.run(
        `INSERT INTO ${table} SELECT ${numbers.join(", ")} FROM (SELECT arrayJoin([${tuples.join(", ")}]) AS a)`,
      );
    },
    run: async (query) => {
      const text = await pair.run(query.trim().replace(/;$/, ""));
      return text
        .split("\n")
        .slice(0, -1)
        .map((line) => line.split("\t").map((cell) => toNumber(cell === "\\N" ? null : cell)));
    },
    stop: pair.stop,
  };
}

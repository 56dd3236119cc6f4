// bce score --url clickhouse://…: two servers with a Distributed table over both.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { bce } from "../run.js";
import { openClickHouse } from "./databases.js";
import { refusalOf, scoreUrl } from "./run.js";
import { describeWith } from "./servers.js";
import { hostile, names, tables, testTables } from "./table-claims.js";

describeWith(["clickhouse-server"], "ClickHouse", () => {
  let database: Awaited<ReturnType<typeof openClickHouse>>;
  const pair = () => database.pair;

  /** The same table on both servers, with half of the rows on each, and one over both. */
  async function create(name: string, columns: string, rows: readonly string[]): Promise<void> {
    const part = `${name} part`;
    const half = Math.ceil(rows.length / 2);
    for (const server of [0, 1] as const) {
      const own = rows.slice(half * server, half * (server + 1));
      await pair().run(
        `CREATE TABLE ${database.quote(part)} (${columns}) ENGINE = MergeTree PARTITION BY tuple() ORDER BY tuple()`,
        server,
      );
      if (own.length > 0)
        await pair().run(
          `INSERT INTO ${database.quote(part)} VALUES ${own.join(", ").replaceAll("'NaN'", "nan")}`,
          server,
        );
    }
    await database.execute(
      `CREATE TABLE ${database.quote(name)} (${columns}) ENGINE = Distributed(pair, default, '${part.replace(/[\\']/g, "\\$&")}')`,
    );
  }

  beforeAll(async () => {
    database = await openClickHouse();
    const columns = {
      scores: "y UInt8, p Nullable(Float64), w Float32, g Nullable(String), note String",
      empty: "y UInt8, p Float64",
      gaps: "id UInt8, y Nullable(Float64), p Nullable(Float64), w Float64",
      [hostile]: `${database.quote(hostile)} Float64, bce_x Float64, weight Float64, loss String`,
    };
    for (const [name, text] of Object.entries(columns))
      await create(name, text, tables[name as keyof typeof tables]);
    await database.execute("CREATE DATABASE other");
    for (const name of ["other.t", "other.u"] as const) {
      const table = name === "other.t" ? name : database.quote(name);
      await database.execute(`CREATE TABLE ${table} (y UInt8, p Float64) ENGINE = Memory`);
      await database.execute(`INSERT INTO ${table} VALUES ${tables[name].join(", ")}`);
    }
  });
  afterAll(() => database?.stop());

  testTables(() => ({ ...database, url: pair().url, running: pair().running }), {
    shown: "clickhouse://tester@127.0.0.1:PORT/default",
    schema: "default",
    variable: "CLICKHOUSE_PASSWORD",
    text: "String",
    nullableText: "Nullable(String)",
    endless: "SELECT toUInt8(number % 2) AS y, 0.5 AS p FROM system.numbers",
  });

  test("groups by a value with a tab", async () => {
    await create("tabs", "y UInt8, p Float64, g String", ["(1, 0.5, '<b>\\t')"]);
    const { groups } = await scoreUrl(pair().url, "--table", "tabs", ...names, "--by", "g");
    expect(groups.map(({ values }) => values)).toEqual([["<b>\t"]]);
  });

  test("aggregation happens on the servers: few rows travel", async () => {
    for (const server of [0, 1] as const) {
      await pair().run(
        "CREATE TABLE many_part (y UInt8, p Float64) ENGINE = MergeTree PARTITION BY tuple() ORDER BY tuple()",
        server,
      );
      await pair().run(
        "INSERT INTO many_part SELECT number % 2, 0.001 + (number % 100) / 101 FROM numbers(200000)",
        server,
      );
    }
    await pair().run(
      "CREATE TABLE many (y UInt8, p Float64) ENGINE = Distributed(pair, default, many_part)",
    );
    const { total } = await scoreUrl(pair().url, "--table", "many", ...names);
    expect(total.count).toBe(400_000);
    const log =
      "SELECT read_rows, result_rows FROM system.query_log WHERE type = 2 AND NOT is_initial_query AND query LIKE '%many_part%bce_%'";
    // A server writes its log some time after it has answered.
    const queries = await vi.waitFor(
      async () => {
        await pair()
          .run("SYSTEM FLUSH LOGS", 1)
          .catch(() => undefined);
        const found = (await pair().run(`${log} ORDER BY result_rows`, 1))
          .trim()
          .split("\n")
          .map((line) => line.split("\t").map(Number));
        // The worst rows, moments, and cells of cost and of prediction.
        expect(found.map(([read]) => read)).toEqual(Array.from({ length: 4 }, () => 200_000));
        return found;
      },
      { timeout: 20_000, interval: 500 },
    );
    for (const [, sent] of queries) expect(sent).toBeLessThanOrEqual(300);
  });

  describe("addresses of its own", () => {
    test("TLS: a certificate that no one vouches for is refused, one that is known is not", () => {
      const args = ["score", "--url", pair().secureUrl, "--table", "scores", ...names];
      const refused = bce(args);
      expect(refused.status).toBe(2);
      expect(refused.stderr).toMatch(
        /^bce score: --url must lead to a server that answers, got "self-signed certificate" from clickhouses:\/\/tester@localhost:\d+\/default\.\n$/,
      );
      const { status, stderr } = bce(args, { env: { NODE_EXTRA_CA_CERTS: pair().certificate } });
      expect([stderr, status]).toEqual(["", 0]);
    });

    test("a user who may change no setting, and one whose settings leave out what does not answer", async () => {
      for (const name of ["reader", "lax"]) {
        const { total } = await scoreUrl(pair().urlOf(name), "--table", "scores", ...names);
        expect(total.count).toBe(4);
      }
    });
  });

  test("one server down: an error, and no number", async () => {
    await pair().killSecond();
    for (const url of [pair().url, pair().urlOf("lax")]) {
      const message = await refusalOf(url, "--table", "scores", ...names);
      expect(message).toMatch(
        /^clickhouse:\/\/(tester|lax)@127\.0\.0\.1:\d+\/default must answer the query, got "All connection tries failed\./,
      );
    }
    const { status, stdout } = bce([
      "score",
      "--url",
      pair().url,
      "--table",
      "scores",
      ...names,
      "--format",
      "json",
    ]);
    expect([status, stdout]).toEqual([1, ""]);
  });
});

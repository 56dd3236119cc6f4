// bce score --url clickhouse://…: two servers with a Distributed table over both.

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bce, scratch } from "../run.js";
import { type ClickHousePair, password, startClickHousePair } from "./clickhouse-pair.js";
import { refusalOf, scoreUrl } from "./run.js";
import { binary, describeWith } from "./servers.js";

const names = ["--label", "y", "--prediction", "p"];
const { folder } = scratch();
const hostile = "a\"b`c\\d'; DROP TABLE scores; --\n\t☃";
const long = "x".repeat(10_000);

/** A name as ClickHouse has it, by rules of its own manual, and not by the code under test. */
const quote = (name: string) =>
  `\`${name.replace(/[\\`]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t")}\``;

describeWith(["clickhouse-server"], "ClickHouse", () => {
  let pair: ClickHousePair;
  /** Messages without the port. */
  const refusal = async (...args: string[]) =>
    (await refusalOf(pair.url, ...args)).replace(/:\d+\//, ":PORT/");

  /** The same table on both servers, with these rows on each, and one over both. */
  async function create(
    name: string,
    columns: string,
    rows: readonly [string, string],
  ): Promise<void> {
    const part = quote(`${name} part`);
    for (const server of [0, 1] as const) {
      await pair.run(
        `CREATE TABLE ${part} (${columns}) ENGINE = MergeTree PARTITION BY tuple() ORDER BY tuple()`,
        server,
      );
      if (rows[server] !== "") await pair.run(`INSERT INTO ${part} VALUES ${rows[server]}`, server);
    }
    await pair.run(
      `CREATE TABLE ${quote(name)} (${columns}) ENGINE = Distributed(pair, default, '${`${name} part`.replace(/[\\']/g, "\\$&")}')`,
    );
  }

  beforeAll(async () => {
    pair = await startClickHousePair();
    await create(
      "scores",
      "y UInt8, p Nullable(Float64), w Float32, g Nullable(String), note String",
      [
        "(1, 0.75, 1, 'a', ''), (0, 0.25, 1, 'a', '')",
        "(0, 0.5, 2, NULL, ''), (1, 0.5, 0, '<b>\\t', '')",
      ],
    );
    await create("empty", "y UInt8, p Float64", ["", ""]);
    await create("gaps", "y Nullable(Float64), p Nullable(Float64), w Float64", [
      "(1, 0.5, 1), (2, 0.5, 1), (1, NULL, 1), (NULL, 0.5, 1)",
      "(0, 1.25, 1), (0, nan, 1), (0, 0.5, -1), (0, 0.5, nan), (0, -3, 1)",
    ]);
    await create(hostile, `${quote(hostile)} Float64, bce_x Float64, weight Float64, loss String`, [
      "(1, 0.5, 2, 'l')",
      "(0, 0.25, 1, 'm')",
    ]);
  });
  afterAll(() => pair?.stop());

  test("sums of both servers", async () => {
    const { total, groups, worst, files, weighted } = await scoreUrl(
      pair.url,
      ...["--table", "scores", ...names, "--weight", "w", "--by", "g", "--dialect", "exact"],
    );
    expect(total).toMatchObject({ count: 4, weight: 4, baseRate: 0.25 });
    expect(total.loss).toBeCloseTo((-2 * Math.log(0.75) + 2 * Math.LN2) / 4, 14);
    expect(total.brier).toBeCloseTo((2 * 0.0625 + 2 * 0.25) / 4, 14);
    expect(groups.map(({ values, measures }) => [values[0], measures.count])).toEqual([
      ["<b>\t", 1],
      ["a", 2],
      [null, 1],
    ]);
    expect(worst.map(({ prediction }) => prediction)).toEqual([0.5, 0.25, 0.75]);
    expect(worst[0]).toMatchObject({ file: "scores", row: null, line: null });
    expect(weighted).toBe(true);
    expect(files[0]).toMatch(/^clickhouse:\/\/tester@127\.0\.0\.1:\d+\/default, table scores$/);
  });

  test("aggregation happens on the servers: few rows travel", async () => {
    for (const server of [0, 1] as const) {
      await pair.run(
        "CREATE TABLE many_part (y UInt8, p Float64) ENGINE = MergeTree PARTITION BY tuple() ORDER BY tuple()",
        server,
      );
      await pair.run(
        "INSERT INTO many_part SELECT number % 2, 0.001 + (number % 100) / 101 FROM numbers(200000)",
        server,
      );
    }
    await pair.run(
      "CREATE TABLE many (y UInt8, p Float64) ENGINE = Distributed(pair, default, many_part)",
    );
    const { total } = await scoreUrl(pair.url, "--table", "many", ...names);
    expect(total.count).toBe(400_000);
    await pair
      .run("SYSTEM FLUSH LOGS", 1)
      .catch(() => new Promise((resolve) => setTimeout(resolve, 1000)));
    const log =
      "SELECT read_rows, result_rows FROM system.query_log WHERE type = 2 AND NOT is_initial_query AND query LIKE '%many_part%bce_%'";
    const queries = (await pair.run(`${log} ORDER BY result_rows`, 1))
      .trim()
      .split("\n")
      .map((line) => line.split("\t").map(Number));
    // The worst rows, and cells of cost and of prediction.
    expect(queries.map(([read]) => read)).toEqual([200_000, 200_000, 200_000]);
    for (const [, sent] of queries) expect(sent).toBeLessThanOrEqual(300);
  });

  describe("rows that cannot be scored", () => {
    const skip = "Pass --skip-bad-rows to leave such rows out.";
    const labels =
      "Labels are 0 and 1, or true and false: give the table a view whose labels are so.";
    const most = 'Most of column "p" is so: these are no probabilities.';
    test.each([
      [
        "label",
        [],
        `table "gaps", column "y", 1 of 9 rows: label must be a number in [0, 1], got nothing. ${skip}`,
      ],
      [
        "weight",
        ["--weight", "w"],
        `table "gaps", column "y", 1 of 9 rows: label must be a number in [0, 1], got nothing. ${skip}`,
      ],
    ])("stop the run: %s", async (_, args, message) => {
      expect(await refusal("--table", "gaps", ...names, ...args)).toBe(message);
    });

    test.each([
      [
        "p IS NULL AND y = 1",
        "p",
        1,
        "prediction must be a probability in [0, 1], got nothing",
        skip,
      ],
      ["isNaN(p)", "p", 1, "prediction must be a probability in [0, 1], got NaN", skip],
      ["y = 0 AND p > 1", "p", 1, "prediction must be a probability in [0, 1], got 1.25", most],
      [
        "y = 0 AND (p > 1 OR p < 0)",
        "p",
        2,
        "prediction must be a probability in [0, 1], got -3",
        most,
      ],
      ["y = 2", "y", 1, "label must be a number in [0, 1], got 2", labels],
      ["w < 0", "w", 1, "weight must be a number from 0 on, got -1", skip],
      ["isNaN(w)", "w", 1, "weight must be a number from 0 on, got NaN", skip],
    ])("%s", async (where, column, count, problem, remedy) => {
      await pair.run(`CREATE VIEW some AS SELECT * FROM gaps WHERE ${where}`);
      try {
        const message = await refusal("--table", "some", ...names, "--weight", "w");
        expect(message).toBe(
          `table "some", column "${column}", ${count} of ${count} rows: ${problem}. ${remedy}`,
        );
      } finally {
        await pair.run("DROP TABLE some");
      }
    });

    test("--skip-bad-rows counts and lists them", async () => {
      const { total, bad } = await scoreUrl(
        pair.url,
        "--table",
        "gaps",
        ...names,
        "--weight",
        "w",
        "--skip-bad-rows",
      );
      expect(total.count).toBe(1);
      expect(total.loss).toBeCloseTo(Math.LN2, 6);
      expect(bad.count).toBe(8);
      expect(
        bad.listed.map(({ file, row, problem }) => [
          file,
          row,
          problem.replace(/ must.*, got/, ":"),
        ]),
      ).toEqual([
        ["gaps", null, 'label: nothing (1 row, column "y")'],
        ["gaps", null, 'label: 2 (1 row, column "y")'],
        ["gaps", null, 'prediction: nothing (1 row, column "p")'],
        ["gaps", null, 'prediction: NaN (1 row, column "p")'],
        ["gaps", null, 'prediction: -3 (2 rows, column "p")'],
        ["gaps", null, 'weight: NaN (1 row, column "w")'],
        ["gaps", null, 'weight: -1 (1 row, column "w")'],
      ]);
    });

    test("an empty table", async () => {
      expect(await refusal("--table", "empty", ...names)).toBe(
        'the table must hold rows, got none in "empty".',
      );
    });
  });

  describe("names", () => {
    test("hostile ones are quoted, and those that the query uses itself are no trouble", async () => {
      const { total, groups } = await scoreUrl(
        pair.url,
        ...[
          "--table",
          hostile,
          `--label=${hostile}`,
          "--prediction",
          "bce_x",
          "--weight",
          "weight",
          "--by",
          "loss",
          "--dialect",
          "exact",
        ],
      );
      expect(total.lossSum).toBeCloseTo(2 * Math.LN2 - Math.log(0.75), 14);
      expect(groups.map(({ values }) => values)).toEqual([["l"], ["m"]]);
      expect(await pair.run("SELECT count() FROM scores")).toBe("4\n");
    });

    test("a table in another database, and one with a dot in its name", async () => {
      await pair.run("CREATE DATABASE other");
      for (const name of ["other.`t`", "`other.u`"])
        await pair.run(`CREATE TABLE ${name} (y UInt8, p Float64) ENGINE = Memory`);
      for (const name of ["other.`t`", "`other.u`"])
        await pair.run(`INSERT INTO ${name} VALUES (1, 0.5)`);
      for (const name of ["other.t", "other.u", "default.other.u"]) {
        expect((await scoreUrl(pair.url, "--table", name, ...names)).total.count).toBe(1);
      }
      expect(await refusal("--table", "other.v", ...names)).toMatch(
        /got "other\.v"\. Did you mean "other\.[tu]"/,
      );
    });

    test.each([
      [
        "scors",
        names,
        '--table must name a table of clickhouse://tester@127.0.0.1:PORT/default, got "scors". Did you mean "scores"?',
      ],
      [
        "scores",
        ["--label", "z", "--prediction", "p"],
        '--label must name a column of "scores", got "z". There are "y", "p", "w", "g", "note".',
      ],
      [
        "scores",
        ["--label", "y", "--prediction", "P"],
        '--prediction must name a column of "scores", got "P". Did you mean "p"?',
      ],
      [
        "scores",
        [...names, "--by", "G"],
        '--by must name a column of "scores", got "G". Did you mean "g"?',
      ],
      [
        "scores",
        ["--label", "note", "--prediction", "p"],
        '--label "note" must be a column of numbers in "scores", got one of String.',
      ],
      [
        "scores",
        [...names, "--weight", "g"],
        '--weight "g" must be a column of numbers in "scores", got one of Nullable(String).',
      ],
    ])("that are not there, or of text: %s %j", async (table, args, message) => {
      expect(await refusal("--table", table, ...args)).toBe(message);
    });

    test("of 10,000 letters", async () => {
      expect(await refusal("--table", long, ...names)).toMatch(
        /^--table must name a table of .*, got "x{80}…"\. There are /,
      );
      expect(await refusal("--table", "scores", "--label", long, "--prediction", "p")).toMatch(
        /^--label must name a column of "scores", got "x{80}…"\./,
      );
    });
  });

  describe("addresses", () => {
    const at = (change: (url: string) => string) =>
      refusalOf(change(pair.url), "--table", "scores", ...names);

    test("a wrong password is refused, and no password is shown", async () => {
      const message = await at((url) => url.replace(encodeURIComponent(password), "wr0ng-s3cret"));
      expect(message).toMatch(
        /^--url must have a user and a password that the server accepts, got others for clickhouse:\/\/tester@127\.0\.0\.1:\d+\/default\. The password may come from CLICKHOUSE_PASSWORD\.$/,
      );
      expect(message).not.toContain("s3cret");
    });

    test("a database that is not there", async () => {
      expect(await at((url) => url.replace("/default", "/absent"))).toMatch(
        /^--url must end in a database that is there, got clickhouse:\/\/tester@127\.0\.0\.1:\d+\/absent\.$/,
      );
    });

    test("no one listens", async () => {
      expect(await at((url) => url.replace(/:\d+\//, ":1/"))).toBe(
        '--url must lead to a server that answers, got "connect ECONNREFUSED 127.0.0.1:1" from clickhouse://tester@127.0.0.1:1/default.',
      );
    });

    test("the password from the environment, and no trace of it in what is written", () => {
      const url = pair.url.replace(/:[^:@]*@/, "@");
      const { status, stdout, stderr } = bce(
        ["score", "--url", url, "--table", "scores", ...names, "--format", "json"],
        {
          env: { CLICKHOUSE_PASSWORD: password },
        },
      );
      expect([status, stderr]).toEqual([0, ""]);
      expect(JSON.parse(stdout)).toMatchObject({
        schema: "bce-score/1",
        count: 4,
        rocAuc: expect.any(Number),
      });
      const given = bce([
        "score",
        "--url",
        pair.url,
        "--table",
        "scores",
        ...names,
        "--report",
        join(folder, "r.html"),
      ]);
      expect(given.status).toBe(0);
      const report = readFileSync(join(folder, "r.html"), "utf8");
      expect(report).toContain("<span>clickhouse://tester@");
      for (const secret of [password, encodeURIComponent(password)])
        expect(`${given.stdout}${stdout}${report}`).not.toContain(secret);
    });

    test("TLS: a certificate that no one vouches for is refused, one that is known is not", () => {
      const args = ["score", "--url", pair.secureUrl, "--table", "scores", ...names];
      const refused = bce(args);
      expect(refused.status).toBe(2);
      expect(refused.stderr).toMatch(
        /^bce score: --url must lead to a server that answers, got "self-signed certificate" from clickhouses:\/\/tester@localhost:\d+\/default\.\n$/,
      );
      const { status, stderr } = bce(args, { env: { NODE_EXTRA_CA_CERTS: pair.certificate } });
      expect([stderr, status]).toEqual(["", 0]);
    });

    test("a user who may change no setting, and one whose settings leave out what does not answer", async () => {
      for (const name of ["reader", "lax"]) {
        const { total } = await scoreUrl(pair.urlOf(name), "--table", "scores", ...names);
        expect(total.count).toBe(4);
      }
    });
  });

  test("a time limit ends the query at the server", async () => {
    await pair.run(
      "CREATE VIEW endless AS SELECT toUInt8(number % 2) AS y, 0.5 AS p FROM system.numbers",
    );
    const message = await refusal("--table", "endless", ...names, "--timeout", "1");
    expect(message).toBe(
      "clickhouse://tester@127.0.0.1:PORT/default must answer within 1 seconds, got nothing. Pass --timeout for more.",
    );
    await untilNoneRuns(pair);
  });

  test("Ctrl-C ends the query at the server, with 130 and without a report", async () => {
    await pair.run(
      "CREATE VIEW interrupted AS SELECT toUInt8(number % 2) AS y, 0.5 AS p FROM system.numbers",
    );
    const report = join(folder, "interrupted.html");
    const child = spawn(process.execPath, [
      binary,
      "score",
      "--url",
      pair.url,
      "--table",
      "interrupted",
      ...names,
      "--report",
      report,
    ]);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => (output += text));
    await until(async () => (await running(pair)) > 0);
    child.kill("SIGINT");
    expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(130);
    expect(output).toBe("");
    expect(existsSync(report)).toBe(false);
    await untilNoneRuns(pair);
  });

  test("one server down: an error, and no number", async () => {
    await pair.killSecond();
    for (const url of [pair.url, pair.urlOf("lax")]) {
      const message = await refusalOf(url, "--table", "scores", ...names);
      expect(message).toMatch(
        /^clickhouse:\/\/(tester|lax)@127\.0\.0\.1:\d+\/default must answer the query, got "All connection tries failed\./,
      );
    }
    const { status, stdout } = bce([
      "score",
      "--url",
      pair.url,
      "--table",
      "scores",
      ...names,
      "--format",
      "json",
    ]);
    expect([status, stdout]).toEqual([1, ""]);
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const started = Date.now(); !(await holds()); ) {
    if (Date.now() - started > 30_000) throw new Error("waited for 30 seconds");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Queries of bce that a server works on. */
async function running(pair: ClickHousePair): Promise<number> {
  return Number(
    await pair.run(
      "SELECT count() FROM system.processes WHERE query LIKE '%bce_fault%' AND query NOT LIKE '%system.processes%'",
    ),
  );
}

const untilNoneRuns = (pair: ClickHousePair) => until(async () => (await running(pair)) === 0);

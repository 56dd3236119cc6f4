// bce score --url postgres://….

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWarehouse } from "../../src/warehouse/open.js";
import { bce, scratch } from "../run.js";
import { type PostgresServer, password, startPostgres } from "./postgres-server.js";
import { refusalOf, scoreUrl } from "./run.js";
import { binary, describeWith } from "./servers.js";

const names = ["--label", "y", "--prediction", "p"];
const { folder } = scratch();
const hostile = "a\"b`c\\d'; DROP TABLE scores; --\n\t☃";
const long = "x".repeat(10_000);
const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

describeWith(["postgres"], "PostgreSQL", () => {
  let server: PostgresServer;
  /** Messages without the port. */
  const refusal = async (...args: string[]) =>
    (await refusalOf(server.url, ...args)).replace(/:\d+\//, ":PORT/");

  beforeAll(async () => {
    server = await startPostgres();
    await server.run(`
      CREATE TABLE scores (y boolean, p real, w numeric(4, 1), g text, note text, price money);
      INSERT INTO scores VALUES (true, 0.75, 1, 'a'), (false, 0.25, 1, 'a'), (false, 0.5, 2, NULL), (true, 0.5, 0, '<b>');
      CREATE TABLE empty (y int, p float8);
      CREATE TABLE gaps (y float8, p numeric, w float8);
      INSERT INTO gaps VALUES (1, 0.5, 1), (2, 0.5, 1), (1, NULL, 1), (NULL, 0.5, 1), (0, 1.25, 1), (0, 'NaN', 1), (0, 0.5, -1), (0, -3, 1);
      CREATE TABLE ${quote(hostile)} (${quote(hostile)} float8, bce_x float8, weight float8, loss text);
      INSERT INTO ${quote(hostile)} VALUES (1, 0.5, 2, 'l'), (0, 0.25, 1, 'm');
      CREATE TABLE extreme (y float8, p float8, w float8);
      INSERT INTO extreme VALUES (0, 1e-300, 1e-200), (1e-320, 1e-310, 1), (1, 1, 1e-300), (0, 5e-324, 1e300), (1, 0.5, 1);
      CREATE TABLE logits (y float8, z float8);
      INSERT INTO logits VALUES (1, 'Infinity'), (0, '-Infinity'), (0, 0), (1, 1e300), (0, -1e300), (1, 1e-320);
      CREATE SCHEMA other;
      CREATE TABLE other.t (y int, p float8);
      CREATE TABLE "other.u" (y int, p float8);
      INSERT INTO other.t VALUES (1, 0.5);
      INSERT INTO "other.u" VALUES (1, 0.5)`);
  });
  afterAll(() => server?.stop());

  test("sums, of booleans, reals and numerics", async () => {
    const { total, groups, worst, files } = await scoreUrl(
      server.url,
      ...["--table", "scores", ...names, "--weight", "w", "--by", "g", "--dialect", "exact"],
    );
    expect(total).toMatchObject({ count: 4, weight: 4, baseRate: 0.25 });
    expect(total.loss).toBeCloseTo((-2 * Math.log(0.75) + 2 * Math.LN2) / 4, 14);
    expect(total.brier).toBeCloseTo((2 * 0.0625 + 2 * 0.25) / 4, 14);
    expect(groups.map(({ values, measures }) => [values[0], measures.count])).toEqual([
      ["<b>", 1],
      ["a", 2],
      [null, 1],
    ]);
    expect(worst.map(({ prediction }) => prediction)).toEqual([0.5, 0.25, 0.75]);
    expect(files[0]).toMatch(/^postgres:\/\/tester@localhost:\d+\/postgres, table scores$/);
  });

  test("one state of the table, whatever is written meanwhile, and nothing can be written", async () => {
    const warehouse = await openWarehouse(server.url, 60);
    try {
      const count = async () => (await warehouse.read("SELECT count(*) FROM scores"))[0]![0];
      expect(await count()).toBe("4");
      await server.run("INSERT INTO scores VALUES (true, 0.5, 1, 'new')");
      expect(await count()).toBe("4");
      await expect(warehouse.read("DELETE FROM scores")).rejects.toThrow(
        "cannot execute DELETE in a read-only transaction",
      );
    } finally {
      await warehouse.close();
      await server.run("DELETE FROM scores WHERE g = 'new'");
    }
  });

  test("numbers of which products underflow", async () => {
    for (const dialect of ["keras2", "keras3", "torch", "exact"]) {
      const { total } = await scoreUrl(
        server.url,
        "--table",
        "extreme",
        ...names,
        "--weight",
        "w",
        "--dialect",
        dialect,
        "--label-smoothing",
        "0.1",
      );
      expect(total.weight).toBe(1e300);
      expect(total.loss).toBeGreaterThan(0);
    }
    const { total } = await scoreUrl(
      server.url,
      "--table",
      "logits",
      "--label",
      "y",
      "--prediction",
      "z",
      "--from-logits",
    );
    expect(total.loss).toBeCloseTo((2 * Math.LN2) / 6, 14);
    expect(1 - total.rocAuc!).toBeLessThan(total.areas.rocError + 1e-15);
  });

  describe("rows that cannot be scored", () => {
    const skip = "Pass --skip-bad-rows to leave such rows out.";
    const labels =
      "Labels are 0 and 1, or true and false: give the table a view whose labels are so.";
    const most = 'Most of column "p" is so: these are no probabilities.';
    test.each([
      ["y IS NULL", "y", "1 of 1", "label must be a number in [0, 1], got nothing", skip],
      ["y = 1 OR y = 2", "y", "1 of 3", "label must be a number in [0, 1], got 2", labels],
      ["p IS NULL", "p", "1 of 1", "prediction must be a probability in [0, 1], got nothing", skip],
      ["p = 'NaN'", "p", "1 of 1", "prediction must be a probability in [0, 1], got NaN", skip],
      [
        "p > 1 AND p <> 'NaN' OR p < 0",
        "p",
        "2 of 2",
        "prediction must be a probability in [0, 1], got -3",
        most,
      ],
      ["w < 0", "w", "1 of 1", "weight must be a number from 0 on, got -1", skip],
    ])("%s", async (where, column, count, problem, remedy) => {
      await server.run(`CREATE OR REPLACE VIEW part AS SELECT * FROM gaps WHERE ${where}`);
      const message = await refusal("--table", "part", ...names, "--weight", "w");
      expect(message).toBe(
        `table "part", column "${column}", ${count} rows: ${problem}. ${remedy}`,
      );
    });

    test("--skip-bad-rows counts and lists them", async () => {
      const { total, bad } = await scoreUrl(
        server.url,
        "--table",
        "gaps",
        ...names,
        "--weight",
        "w",
        "--skip-bad-rows",
      );
      expect(total.count).toBe(1);
      expect(bad.count).toBe(7);
      expect(bad.listed.map(({ problem }) => problem.replace(/ must.*, got/, ":"))).toEqual([
        'label: nothing (1 row, column "y")',
        'label: 2 (1 row, column "y")',
        'prediction: nothing (1 row, column "p")',
        'prediction: NaN (1 row, column "p")',
        'prediction: -3 (2 rows, column "p")',
        'weight: -1 (1 row, column "w")',
      ]);
    });

    test("an empty table", async () => {
      expect(await refusal("--table", "empty", ...names)).toBe(
        'the table must hold rows, got none in "empty".',
      );
    });

    test("a sum that no double can hold is an error, and no number", async () => {
      await server.run(
        "CREATE TABLE huge AS SELECT 1 AS y, 0.5::float8 AS p, 1.7e308::float8 AS w FROM generate_series(1, 3)",
      );
      expect(await refusal("--table", "huge", ...names, "--weight", "w")).toBe(
        'postgres://tester@localhost:PORT/postgres must answer the query, got "value out of range: overflow".',
      );
    });
  });

  describe("names", () => {
    test("hostile ones are quoted", async () => {
      const { total, groups } = await scoreUrl(
        server.url,
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
      expect(await server.run("SELECT count(*) FROM scores")).toEqual([["4"]]);
    });

    test("a table in another schema, and one with a dot in its name", async () => {
      for (const name of ["other.t", "other.u", "public.other.u"]) {
        expect((await scoreUrl(server.url, "--table", name, ...names)).total.count).toBe(1);
      }
    });

    test.each([
      [
        "scors",
        names,
        '--table must name a table of postgres://tester@localhost:PORT/postgres, got "scors". Did you mean "scores"?',
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
        '--label "note" must be a column of numbers in "scores", got one of text.',
      ],
      [
        "scores",
        [...names, "--weight", "price"],
        '--weight "price" must be a column of numbers in "scores", got one of money.',
      ],
    ])("that are not there, or of text: %s %j", async (table, args, message) => {
      expect(await refusal("--table", table, ...args)).toBe(message);
    });

    test("of 10,000 letters, which PostgreSQL itself would cut off to a name that is there", async () => {
      await server.run(`CREATE TABLE ${"x".repeat(63)} (${"x".repeat(63)} int, p float8)`);
      expect(await refusal("--table", long, ...names)).toMatch(
        /^--table must name a table of .*, got "x{80}…"\./,
      );
      expect(
        await refusal("--table", "x".repeat(63), "--label", long, "--prediction", "p"),
      ).toMatch(/^--label must name a column of "x{63}", got "x{80}…"\./);
    });
  });

  describe("addresses", () => {
    const at = (change: (url: string) => string) =>
      refusalOf(change(server.url), "--table", "scores", ...names);

    test("a wrong password is refused, and no password is shown", async () => {
      const message = await at((url) => url.replace(encodeURIComponent(password), "wr0ng-s3cret"));
      expect(message).toMatch(
        /^--url must have a user and a password that the server accepts, got others for postgres:\/\/tester@localhost:\d+\/postgres\. The password may come from PGPASSWORD\.$/,
      );
      expect(await at((url) => url.replace(/:[^:@]*@/, "@"))).toBe(message);
    });

    test("a database that is not there", async () => {
      expect(await at((url) => url.replace(/\/postgres$/, "/absent"))).toMatch(
        /^--url must end in a database that is there, got postgres:\/\/tester@localhost:\d+\/absent\.$/,
      );
    });

    test("no one listens", async () => {
      expect(await at((url) => url.replace(/localhost:\d+\//, "127.0.0.1:1/"))).toBe(
        '--url must lead to a server that answers, got "connect ECONNREFUSED 127.0.0.1:1" from postgres://tester@127.0.0.1:1/postgres.',
      );
    });

    test("the password from the environment, and no trace of it in what is written", () => {
      const url = server.url.replace(/:[^:@]*@/, "@");
      const { status, stdout, stderr } = bce(
        ["score", "--url", url, "--table", "scores", ...names, "--format", "json"],
        {
          env: { PGPASSWORD: password },
        },
      );
      expect([status, stderr]).toEqual([0, ""]);
      expect(JSON.parse(stdout)).toMatchObject({ schema: "bce-score/1", count: 4 });
      expect(stdout).not.toContain(password);
    });

    test.each(["disable", "prefer", "require", "verify-ca", "verify-full"])(
      "TLS with sslmode=%s and the certificate",
      async (mode) => {
        const root = mode.startsWith("verify")
          ? `&sslrootcert=${encodeURIComponent(server.certificate)}`
          : "";
        expect(
          (await scoreUrl(`${server.url}?sslmode=${mode}${root}`, "--table", "scores", ...names))
            .total.count,
        ).toBe(4);
      },
    );

    test("TLS: who is not vouched for is refused where that is asked for, and a mode that is none too", async () => {
      for (const mode of ["verify-ca", "verify-full"]) {
        expect(await at((url) => `${url}?sslmode=${mode}`)).toMatch(
          /^--url must lead to a server that answers, got "self-signed certificate" from /,
        );
      }
      const known = `sslmode=verify-full&sslrootcert=${encodeURIComponent(server.certificate)}`;
      expect(await at((url) => `${url.replace("localhost", "127.0.0.1")}?${known}`)).toMatch(
        /does not match certificate's altnames/,
      );
      expect(await at((url) => `${url}?sslmode=required`)).toMatch(
        /^--url must have an sslmode of prefer, .*, got "required"\./,
      );
      expect(await at((url) => `${url}?ssl=true`)).toBe(
        '--url must have no options but sslmode, sslrootcert, host, got "ssl".',
      );
    });
  });

  test("a time limit ends the query at the server", async () => {
    await server.run(
      "CREATE VIEW slow AS SELECT 1 AS y, 0.5 AS p FROM generate_series(1, 1000000) i WHERE pg_sleep(0.01) IS NOT NULL",
    );
    expect(await refusal("--table", "slow", ...names, "--timeout", "1")).toBe(
      "postgres://tester@localhost:PORT/postgres must answer within 1 seconds, got nothing. Pass --timeout for more.",
    );
    await until(async () => (await running(server)) === 0);
  });

  test("Ctrl-C ends the query at the server, with 130 and without a report", async () => {
    const report = join(folder, "interrupted.html");
    const child = spawn(process.execPath, [
      binary,
      "score",
      "--url",
      server.url,
      "--table",
      "slow",
      ...names,
      "--report",
      report,
    ]);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => (output += text));
    await until(async () => (await running(server)) > 0);
    child.kill("SIGINT");
    expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(130);
    expect(output).toBe("");
    expect(existsSync(report)).toBe(false);
    await until(async () => (await running(server)) === 0);
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const started = Date.now(); !(await holds()); ) {
    if (Date.now() - started > 30_000) throw new Error("waited for 30 seconds");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Queries of bce that the server works on. */
async function running(server: PostgresServer): Promise<number> {
  const [[count]] = (await server.run(
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'bce' AND state = 'active' AND query LIKE '%bce_fault%'",
  )) as [[string]];
  return Number(count);
}

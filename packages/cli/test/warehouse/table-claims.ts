// What bce score --url promises of a table, whatever server it lies on. Each server's own test file
// makes the tables that are listed here, and says what its server calls things.

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bce, bin, csv, score as scoreFile, scratch } from "../run.js";
import type { Database } from "./databases.js";
import { refusalOf, scoreUrl } from "./run.js";
import { password } from "./servers.js";

export const names = ["--label", "y", "--prediction", "p"];

/** The name of a table and of its label. */
export const hostile = "a\"b`c\\d'; DROP TABLE scores; --\n\t☃";
const long = "x".repeat(10_000);

/** The rows of each table, as SQL values. ClickHouse wants its NaN bare. */
export const tables = {
  /** y, p, w, g, note; on a server that has booleans y becomes one. */
  scores: [
    "(1, 0.75, 1, 'a', '')",
    "(0, 0.25, 1, 'a', '')",
    "(0, 0.5, 2, NULL, '')",
    "(1, 0.5, 0, '<b>', '')",
  ],
  /** y, p. */
  empty: [],
  /** id, y, p, w: of which the first row alone can be scored. */
  gaps: [
    "(1, 1, 0.5, 1)",
    "(2, 2, 0.5, 1)",
    "(3, 1, NULL, 1)",
    "(4, NULL, 0.5, 1)",
    "(5, 0, 1.25, 1)",
    "(6, 0, 'NaN', 1)",
    "(7, 0, 0.5, -1)",
    "(8, 0, 0.5, 'NaN')",
    "(9, 0, -3, 1)",
  ],
  /** The hostile name, bce_x, weight, loss. */
  [hostile]: ["(1, 0.5, 2, 'l')", "(0, 0.25, 1, 'm')"],
  /** y, p: in another schema, and one of the connection's with a dot in its name. */
  "other.t": ["(1, 0.5)"],
  "other.u": ["(1, 0.5)"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export interface TableServer extends Pick<Database, "execute" | "run"> {
  /** The address, with the password. */
  readonly url: string;
  /** How many queries of bce it works on. */
  running(): Promise<number>;
}

/** What servers call things. */
export interface Traits {
  /** The address as it is shown, but for the port. */
  readonly shown: string;
  /** The schema or database of the connection. */
  readonly schema: string;
  /** The environment variable of the password. */
  readonly variable: string;
  /** The types of scores.note and of scores.g. */
  readonly text: string;
  readonly nullableText: string;
  /** A query for rows y, p without end. */
  readonly endless: string;
}

export function testTables(server: () => TableServer, traits: Traits): void {
  const { folder, write } = scratch();
  const { shown, schema, variable, text, nullableText } = traits;
  const score = (...args: string[]) => scoreUrl(server().url, ...args);
  const withoutPort = (message: string) => message.replace(/:\d+\//g, ":PORT/");
  /** Messages without the port. */
  const refusal = async (...args: string[]) => withoutPort(await refusalOf(server().url, ...args));

  test("sums, and the worst rows", async () => {
    const { total, groups, worst, files, weighted } = await score(
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
    expect(worst[0]).toMatchObject({ file: "scores", row: null, line: null });
    expect(weighted).toBe(true);
    expect(files.map(withoutPort)).toEqual([`${shown}, table scores`]);
  });

  test("the standard error and the interval of a file with the same rows", async () => {
    const args = ["--weight", "w", "--by", "g", "--dialect", "exact"];
    const columns = {
      y: [1, 0, 0, 1],
      p: [0.75, 0.25, 0.5, 0.5],
      w: [1, 1, 2, 0],
      g: [1, 1, 2, 3],
    };
    const found = await score("--table", "scores", ...names, ...args);
    const wanted = await scoreFile(write("scores.csv", csv(columns)), ...names, ...args);
    for (const name of ["standardError", "low", "high", "effectiveRows"] as const)
      expect(found.total.interval![name]).toBeCloseTo(wanted.total.interval![name], 12);
    expect(found.groups.map(({ measures }) => measures.interval?.standardError)).toEqual([
      undefined,
      0,
      undefined,
    ]);
  });

  test("a gate on the interval", () => {
    const table = ["score", "--url", server().url, "--table", "scores", ...names];
    const gates = ["--fail-if", "loss.standardError > 1", "--fail-if", "loss.high > 0.5"];
    const { status, stderr } = bce([...table, ...gates]);
    expect(status).toBe(3);
    expect(stderr).toMatch(/loss\.high/);
    expect(stderr).not.toMatch(/standardError/);
  });

  describe("rows that cannot be scored", () => {
    const skip = "Pass --skip-bad-rows to leave such rows out.";
    const labels =
      "Labels are 0 and 1, or true and false: give the table a view whose labels are so.";
    const most = 'Most of column "p" is so: these are no probabilities.';
    const label = "label must be a number in [0, 1], got";
    const prediction = "prediction must be a probability in [0, 1], got";
    const weight = "weight must be a finite number from 0 on, got";

    test.each([[], ["--weight", "w"]])("stop the run: %j", async (...args) => {
      expect(await refusal("--table", "gaps", ...names, ...args)).toBe(
        `table "gaps", column "y", 1 of 9 rows: ${label} nothing. ${skip}`,
      );
    });

    test.each([
      [[4], "y", "1 of 1", `${label} nothing. ${skip}`],
      [[2], "y", "1 of 1", `${label} 2. ${labels}`],
      [[1, 2, 3], "y", "1 of 3", `${label} 2. ${labels}`],
      [[3], "p", "1 of 1", `${prediction} nothing. ${skip}`],
      [[6], "p", "1 of 1", `${prediction} NaN. ${skip}`],
      [[5], "p", "1 of 1", `${prediction} 1.25. ${most}`],
      [[5, 9], "p", "2 of 2", `${prediction} -3. ${most}`],
      [[7], "w", "1 of 1", `${weight} -1. ${skip}`],
      [[8], "w", "1 of 1", `${weight} NaN. ${skip}`],
    ])("rows %j", async (ids, column, count, problem) => {
      const view = `rows_${ids.join("_")}`;
      await server().execute(
        `CREATE VIEW ${view} AS SELECT * FROM gaps WHERE id IN (${ids.join(", ")})`,
      );
      expect(await refusal("--table", view, ...names, "--weight", "w")).toBe(
        `table "${view}", column "${column}", ${count} rows: ${problem}`,
      );
    });

    test("--skip-bad-rows counts and lists them", async () => {
      const { total, bad } = await score(
        ...["--table", "gaps", ...names, "--weight", "w", "--skip-bad-rows"],
      );
      expect(total.count).toBe(1);
      expect(total.loss).toBeCloseTo(Math.LN2, 6);
      expect(bad.count).toBe(8);
      const listed = bad.listed.map(({ file, row, problem }) => [
        file,
        row,
        problem.replace(/ must.*, got/, ":"),
      ]);
      expect(listed).toEqual([
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
      const { total, groups } = await score(
        ...["--table", hostile, `--label=${hostile}`, "--prediction", "bce_x"],
        ...["--weight", "weight", "--by", "loss", "--dialect", "exact"],
      );
      expect(total.lossSum).toBeCloseTo(2 * Math.LN2 - Math.log(0.75), 14);
      expect(groups.map(({ values }) => values)).toEqual([["l"], ["m"]]);
      expect(await server().run("SELECT count(*) FROM scores")).toEqual([[4]]);
    });

    test("a table in another schema, and one with a dot in its name", async () => {
      for (const name of ["other.t", "other.u", `${schema}.other.u`])
        expect((await score("--table", name, ...names)).total.count).toBe(1);
      expect(await refusal("--table", "other.v", ...names)).toMatch(
        /got "other\.v"\. Did you mean "other\.[tu]"/,
      );
    });

    const noColumn = (option: string, name: string, remedy: string) =>
      `${option} must name a column of "scores", got "${name}". ${remedy}`;
    const noNumbers = (option: string, type: string) =>
      `${option} must be a column of numbers in "scores", got one of ${type}.`;
    test.each([
      [
        "scors",
        names,
        `--table must name a table of ${shown}, got "scors". Did you mean "scores"?`,
      ],
      [
        "scores",
        ["--label", "z", "--prediction", "p"],
        noColumn("--label", "z", 'There are "y", "p", "w", "g", "note".'),
      ],
      [
        "scores",
        ["--label", "y", "--prediction", "P"],
        noColumn("--prediction", "P", 'Did you mean "p"?'),
      ],
      ["scores", [...names, "--by", "G"], noColumn("--by", "G", 'Did you mean "g"?')],
      ["scores", ["--label", "note", "--prediction", "p"], noNumbers('--label "note"', text)],
      ["scores", [...names, "--weight", "g"], noNumbers('--weight "g"', nullableText)],
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
    const withoutPassword = (url: string) => url.replace(/:[^:@]*@/, "@");
    const at = async (change: (url: string) => string) =>
      withoutPort(await refusalOf(change(server().url), "--table", "scores", ...names));

    test("a wrong password or none is refused, and no password is shown", async () => {
      const wrong = (url: string) => url.replace(encodeURIComponent(password), "wr0ng-s3cret");
      for (const change of [wrong, withoutPassword])
        expect(await at(change)).toBe(
          `--url must have a user and a password that the server accepts, got others for ${shown}. The password may come from ${variable}.`,
        );
    });

    test("a database that is not there", async () => {
      const absent = (url: string) => url.replace(/\/\w+$/, "/absent");
      expect(await at(absent)).toBe(
        `--url must end in a database that is there, got ${absent(shown)}.`,
      );
    });

    test("no one listens", async () => {
      const closed = (url: string) => url.replace(/@.*\//, "@127.0.0.1:1/");
      expect(await refusalOf(closed(server().url), "--table", "scores", ...names)).toBe(
        `--url must lead to a server that answers, got "connect ECONNREFUSED 127.0.0.1:1" from ${closed(shown)}.`,
      );
    });

    test("the password from the environment, and no trace of it in what is written", () => {
      const table = ["--table", "scores", ...names];
      const { status, stdout, stderr } = bce(
        ["score", "--url", withoutPassword(server().url), ...table, "--format", "json"],
        { env: { [variable]: password } },
      );
      expect([status, stderr]).toEqual([0, ""]);
      expect(JSON.parse(stdout)).toMatchObject({
        schema: "bce-score/1",
        count: 4,
        rocAuc: expect.any(Number),
      });
      const page = join(folder, "r.html");
      const given = bce(["score", "--url", server().url, ...table, "--report", page]);
      expect(given.status).toBe(0);
      const report = readFileSync(page, "utf8");
      expect(withoutPort(report)).toContain(`<span>${shown}`);
      for (const secret of [password, encodeURIComponent(password)])
        expect(`${given.stdout}${stdout}${report}`).not.toContain(secret);
    });
  });

  const untilNoneRuns = () => until(async () => (await server().running()) === 0);

  test("a time limit ends the query at the server", async () => {
    await server().execute(`CREATE VIEW endless AS ${traits.endless}`);
    expect(await refusal("--table", "endless", ...names, "--timeout", "1")).toBe(
      `${shown} must answer within 1 seconds, got nothing. Pass --timeout for more.`,
    );
    await untilNoneRuns();
  });

  test("Ctrl-C ends the query at the server, with 130 and without a report", async () => {
    await server().execute(`CREATE VIEW interrupted AS ${traits.endless}`);
    const report = join(folder, "interrupted.html");
    const args = ["--url", server().url, "--table", "interrupted", ...names, "--report", report];
    const child = spawn(process.execPath, [bin, "score", ...args]);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => (output += text));
    await until(async () => (await server().running()) > 0);
    child.kill("SIGINT");
    expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(130);
    expect(output).toBe("");
    expect(existsSync(report)).toBe(false);
    await untilNoneRuns();
  });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const started = Date.now(); !(await holds()); ) {
    if (Date.now() - started > 30_000) throw new Error("waited for 30 seconds");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

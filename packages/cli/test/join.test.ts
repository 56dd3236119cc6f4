// Labels and predictions in files of their own, joined by the columns of --on.
//
// The values of the joins are those of pandas 3.1.1, written down: merge(on=…, how="inner") of the
// same rows, and Σ w L / Σ w of what it gives, with L by NumPy.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { bce, csv, refusal, score, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const path = (name: string) => `${folder}/${name}`;

// 1,000 rows: the predictions in another order than the labels, and 100 of each without the other.
const count = 1000;
const key = (i: number) => (i * 7919) % 10_007;
const predicted = Array.from({ length: count }, (_, i) => ({
  id: key(i),
  p: ((i * 37) % 99) / 100 + 0.005,
  m: ["a", "b", "c"][i % 3]!,
}));
const labelled = Array.from({ length: count }, (_, j) => count + 99 - j).map((i) => ({
  id: key(i),
  y: Number((i * 31) % 7 < 3),
  w: 1 + (i % 4),
  g: i % 2 === 0 ? "even" : "odd",
}));
const column = <T, K extends keyof T>(rows: readonly T[], name: K) => rows.map((row) => row[name]);
const table = <T extends object>(rows: readonly T[]) =>
  csv(
    Object.fromEntries(Object.keys(rows[0]!).map((name) => [name, column(rows, name as keyof T)])),
  );
const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join("\n");

beforeAll(async () => {
  write("p.csv", table(predicted));
  write("y.csv", table(labelled));
  write("p.csv.gz", gzipSync(table(predicted)));
  write("p.jsonl", lines(predicted));
  write("y.jsonl", lines(labelled));
  write("p1.csv", table(predicted.slice(0, 300)));
  write("p2.csv", table(predicted.slice(300)));
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const copy = (from: string, to: string, types: string) =>
    connection.run(
      `COPY (SELECT * REPLACE (${types}) FROM '${path(from)}') TO '${path(to)}' (FORMAT parquet, ROW_GROUP_SIZE 300)`,
    );
  await copy("p.csv", "p.parquet", "id::DOUBLE AS id");
  await copy("y.csv", "y.parquet", "id::INTEGER AS id");
  await copy("y.csv", "text.parquet", "printf('%05d', id) AS id");
});

describe("the same pairs from every kind of file", () => {
  const merged = 0.9740816466881604;

  test.each([
    ["p.csv", "y.csv"],
    ["p.csv.gz", "y.parquet"],
    ["p.parquet", "y.csv"],
    ["p.parquet", "y.parquet"],
    ["p.jsonl", "y.parquet"],
    ["p.parquet", "y.jsonl"],
    ["p.jsonl", "y.jsonl"],
  ])("%s and %s", async (p, y) => {
    const result = await score(
      path(p),
      "--labels",
      path(y),
      ...names,
      ...["--on", "id", "--allow-unmatched", "--dialect", "exact"],
    );
    expect(result.total.count).toBe(900);
    expect(result.total.loss).toBeCloseTo(merged, 12);
    expect(result.joined).toMatchObject({
      on: ["id"],
      matched: 900,
      unmatched: { predictions: { count: 100 }, labels: { count: 100 } },
    });
  });

  test("the bits do not depend on the kind of file, nor on how many there are", async () => {
    const args = ["--labels", path("y.parquet"), ...names, "--on", "id", "--allow-unmatched"];
    const { files: _, joined: __, worst, ...one } = await score(path("p.csv"), ...args);
    const several = await score(path("p1.csv"), path("p2.csv"), ...args);
    expect(several).toMatchObject(one);
    // Row 1 of the second file is row 301 of the one.
    expect(
      several.worst.map(({ file, row }) => (file.endsWith("p2.csv") ? row! + 300 : row)),
    ).toEqual(worst.map(({ row }) => row));
    expect(several.worst.every(({ line, row }) => line === row! + 1)).toBe(true);
  });

  test("with weights, groups of either side, and logits", async () => {
    const args = ["--labels", path("y.csv"), ...names, "--on", "id", "--allow-unmatched"];
    const exact = ["--dialect", "exact"];
    const weighted = await score(path("p.csv"), ...args, "--weight", "w", "--by", "g", ...exact);
    expect(weighted.total.loss).toBeCloseTo(0.9799073796287003, 12);
    expect(weighted.groups.map(({ values }) => values)).toEqual([["even"], ["odd"]]);
    expect(weighted.groups[1]!.measures.loss).toBeCloseTo(0.9879939285186443, 12);
    const both = await score(path("p.csv"), ...args, "--by", "g", "--by", "m", ...exact);
    expect(both.groups).toHaveLength(6);
    expect(both.groups[0]!.measures.loss).toBeCloseTo(0.9470781693365034, 12);
    const logits = predicted.map(({ id, p }) => ({ id, z: Math.log(p / (1 - p)) }));
    const ofLogits = await score(
      write("z.csv", table(logits)),
      ...["--labels", path("y.csv"), "--label", "y", "--prediction", "z"],
      ...["--on", "id", "--allow-unmatched", "--from-logits"],
    );
    expect(ofLogits.total.loss).toBeCloseTo(merged, 12);
  });
});

test("the report tells what was left out", () => {
  const report = path("report.html");
  const args = ["--labels", path("y.csv"), ...names, "--on", "id", "--allow-unmatched"];
  expect(bce(["score", path("p.csv"), ...args, "--report", report]).status).toBe(0);
  const page = readFileSync(report, "utf8");
  expect(page).toContain("Left out: 100 predictions without a label, 100 labels without a pred");
  expect(page).toMatch(/<td class="text">[^<]*p\.csv[^<]*, row \d+: [^<]*id[^<]*<\/td>/);
});

describe("what pandas gives", () => {
  // a = DataFrame({id: [3, 1, 2, 5], part: [x, x, y, x], p: [.9, .2, .6, .5]}),
  // b = DataFrame({id: [1, 2, 3, 4], part: [x, y, x, y], y: [0, 1, 1, 1]}); a.merge(b, on=["id", "part"])
  // has 3 rows with a loss of 0.27977656, 0.22314355, 0.51082562 and 0.10536052.
  const a = "id,part,p\n3,x,0.9\n1,x,0.2\n2,y,0.6\n5,x,0.5\n";
  const b = "id,part,y\n01,x,0\n2.0,y,1\n+3,x,1\n4,y,1\n";

  test.each([
    ["two names", ["--on", "id", "--on", "part"]],
    ["names with a comma between them", ["--on", "id,part"]],
    ["names that differ", ["--on", "id=id", "--on", "part"]],
  ])("%s", async (_, on) => {
    const result = await score(
      write("a.csv", a),
      ...["--labels", write("b.csv", b), ...names, ...on, "--allow-unmatched"],
    );
    expect(result.total.count).toBe(3);
    expect(result.total.loss).toBeCloseTo(0.2797765635793423, 6);
    expect(result.joined!.unmatched).toMatchObject({
      predictions: { count: 1, listed: [{ row: 4, line: 5, key: ["5", "x"] }] },
      labels: { count: 1, listed: [{ row: 4, line: 5, key: ["4", "y"] }] },
    });
  });

  test("a missing key has no partner", async () => {
    const result = await score(
      write("a0.csv", "id,p\n1,0.5\n,0.5\n"),
      ...["--labels", write("b0.csv", "id,y\n1,1\n,0\n"), ...names, "--on", "id"],
      "--allow-unmatched",
    );
    expect(result.joined!.unmatched).toMatchObject({
      predictions: { count: 1, listed: [{ key: [null] }] },
      labels: { count: 1 },
    });
  });

  test("text is no number where a column has a type", async () => {
    const args = ["--labels", path("text.parquet"), ...names, "--on", "id"];
    expect(await refusal(path("p.jsonl"), ...args)).toContain("1000 predictions without a label");
  });
});

describe("what is refused", () => {
  const p = () => write("few.csv", "id,p\n1,0.5\n2,0.25\n3,0.75\n");
  const on = ["--on", "id"];

  test("rows without a partner, by their keys", async () => {
    const message = await refusal(
      p(),
      ...["--labels", write("other.csv", "id,y\n2,1\n1,0\n7,1\n8,1\n"), ...names, ...on],
    );
    expect(message).toBe(
      `--on "id" must match the rows of both sides, got 1 prediction without a label ("id" "3" in row 3 of "${path("few.csv")}") and 2 labels without a prediction ("id" "7" in row 3 of "${path("other.csv")}"; "id" "8" in row 4 of "${path("other.csv")}"). Pass --allow-unmatched to leave such rows out, and count and list them.`,
    );
  });

  test("keys of which none is on both sides, also if rows without a partner are allowed", async () => {
    const users = write("users.csv", "id,p\nu11,0.5\nu12,0.25\n");
    const labels = write("customers.csv", "customer_id,y\n12,1\n11,0\n13,1\n");
    for (const more of [[], ["--allow-unmatched"]])
      expect(
        await refusal(users, "--labels", labels, ...names, "--on", "id=customer_id", ...more),
      ).toBe(
        '--on "id" must match rows of both sides, got none, but 2 predictions without a label and 3 labels without a prediction: predictions begin with "id" "u11"; "id" "u12", labels with "customer_id" "12"; "customer_id" "11"; "customer_id" "13". Keys must be written alike on both sides.',
      );
    const none = write("none.csv", "id,y\n");
    expect(await refusal(p(), "--labels", none, ...names, ...on, "--allow-unmatched")).toMatch(
      /^the files must hold rows, got none in /,
    );
  });

  test("rows left out are listed by the columns of their own side", () => {
    const labels = write("own.csv", "customer_id,y\n1,1\n9,0\n");
    const args = ["--labels", labels, ...names, "--on", "id=customer_id", "--allow-unmatched"];
    const { stdout } = bce(["score", p(), ...args]);
    expect(stdout).toContain(`${JSON.stringify(path("few.csv"))}, row 2: "id" "2"\n`);
    expect(stdout).toContain(`${JSON.stringify(labels)}, row 2: "customer_id" "9"\n`);
    const json = JSON.parse(bce(["score", p(), ...args, "--format", "json"]).stdout);
    expect(json.joined.columns).toEqual({ predictions: ["id"], labels: ["customer_id"] });
  });

  test("labels whose key occurs again, also if rows without a partner are allowed", async () => {
    const labels = write("twice.csv", "id,y\n1,1\n2,0\n2,1\n3,0\n01,1\n");
    for (const more of [[], ["--allow-unmatched"], ["--many-to-one"]])
      expect(await refusal(p(), "--labels", labels, ...names, ...on, ...more)).toBe(
        `--on "id" must name one row of the labels each, got 2 that occur again in "${labels}": "id" "1" 2 times; "id" "2" 2 times.`,
      );
  });

  test("predictions whose key occurs again, unless several may share a label", async () => {
    const twice = write("again.csv", "id,p\n1,0.5\n2,0.25\n2,0.75\n");
    const args = ["--labels", write("two.csv", "id,y\n1,1\n2,0\n"), ...names, ...on];
    expect(await refusal(twice, ...args)).toBe(
      `--on "id" must name one row of the predictions each, got 1 that occurs again in "${twice}": "id" "2" 2 times. Pass --many-to-one to score each of such predictions with its label.`,
    );
    expect((await score(twice, ...args, "--many-to-one")).total.count).toBe(3);
  });

  test("a bad value, by the file that has it", async () => {
    const labels = write("bad.csv", "id,y\n3,0\n1,1\n2,5\n");
    expect(await refusal(p(), "--labels", labels, ...names, ...on)).toContain(
      `"${labels}", line 4, row 3, column "y": label must be a number in [0, 1], got 5.`,
    );
    const result = await score(p(), "--labels", labels, ...names, ...on, "--skip-bad-rows");
    expect(result.bad).toMatchObject({ count: 1, listed: [{ file: labels, row: 3 }] });
    expect(result.total.count).toBe(2);
  });

  test("columns that are missing, or on both sides", async () => {
    const labels = write("both.csv", "id,y,g\n1,1,a\n2,0,b\n3,1,b\n");
    const both = write("bothp.csv", "id,p,g\n1,0.5,c\n2,0.5,c\n3,0.5,d\n");
    const args = ["--labels", labels, ...names];
    expect(await refusal(both, ...args, "--on", "idd")).toContain('Did you mean "id"?');
    expect(await refusal(both, ...args, ...on, "--by", "g")).toContain(
      'got "g", which both have. Write predictions.g or labels.g.',
    );
    const { groups } = await score(both, ...args, ...on, "--by", "labels.g");
    expect(groups.map(({ values }) => values)).toEqual([["a"], ["b"]]);
    expect(await refusal(both, ...args)).toContain(
      '--on must name the columns that identify a row, where both sides have some in common, got none. They have "id", "g".',
    );
  });

  test("options without the one that they need", () => {
    for (const [args, message] of [
      [["--on", "id"], "--on must come with --labels"],
      [["--allow-unmatched"], "--allow-unmatched must come with --labels"],
      [["--labels", "b.csv", "--many-to-one"], "--many-to-one must come with --on"],
      [["--labels", "b.csv", "--url", "postgres://h/d", "--table", "t"], "--url must come without"],
    ] as const)
      expect(bce(["score", "a.csv", ...names, ...args]).stderr).toContain(message);
  });
});

describe("by their order", () => {
  test("where no column is on both sides", async () => {
    const result = await score(
      write("order.csv", "p\n0.5\n0.25\n"),
      ...["--labels", write("ordery.csv", "y\n1\n0\n"), ...names],
    );
    expect(result.total.count).toBe(2);
    expect(result.joined).toMatchObject({ on: [], matched: 2 });
  });

  test("as many on each side", async () => {
    expect(
      await refusal(
        write("three.csv", "p\n0.5\n0.25\n0.5\n"),
        ...["--labels", write("twoy.csv", "y\n1\n0\n"), ...names],
      ),
    ).toContain("the labels must be as many as the predictions, 3, without --on, got 2.");
  });
});

test("groups by time and by file, and clusters, from either side", async () => {
  const rows = [0, 1, 2, 3, 4, 5];
  const day = (i: number) => `2026-01-0${1 + (i >> 1)}`;
  const p = (i: number) => 0.1 + i / 8;
  const ofPredictions = (some: number[]) =>
    csv({ id: some, p: some.map(p), day: some.map(day), user: some.map((i) => `u${i % 3}`) });
  const files = [
    write("first.csv", ofPredictions(rows.slice(0, 4))),
    write("second.csv", ofPredictions(rows.slice(4))),
  ];
  const labels = write("later.csv", csv({ id: rows, y: rows.map((i) => i % 2) }));
  const whole = write(
    "whole.csv",
    csv({
      y: rows.map((i) => i % 2),
      p: rows.map(p),
      day: rows.map(day),
      user: rows.map((i) => `u${i % 3}`),
    }),
  );
  const byTime = ["--by-time", "predictions.day", "--every", "day"];
  const joined = await score(
    ...files,
    ...["--labels", labels, ...names, "--on", "id", "--by-file", "--cluster", "user", ...byTime],
  );
  expect(joined.groups.map(({ values }) => values)).toEqual([
    ["2026-01-01", files[0]],
    ["2026-01-02", files[0]],
    ["2026-01-03", files[1]],
  ]);
  const alone = await score(
    whole,
    ...names,
    ...["--by-time", "day", "--every", "day", "--cluster", "user"],
  );
  expect(joined.total).toEqual(alone.total);
  expect(joined.groups.map(({ measures }) => measures)).toEqual(
    alone.groups.map(({ measures }) => measures),
  );
});

test("a time is looked at where its row has a partner, and is told of by its place", async () => {
  const labels = write("few-labels.csv", "id,y\n1,0\n3,1\n4,1\n");
  const of = (last: string) => {
    const text = `id,p,t\n1,0.2,2026-01-01\n2,0.7,soon\n3,0.6,2026-01-02\n4,0.6,${last}\n`;
    return [write("timed.csv", text), ...["--labels", labels, ...names, "--on", "id"]];
  };
  const more = ["--by-time", "t", "--allow-unmatched"];
  const { groups } = await score(...of("2026-01-02"), ...more);
  expect(groups.map(({ values }) => values[0])).toEqual(["2026-01-01", "2026-01-02"]);
  expect(await refusal(...of("soon"), ...more)).toBe(
    `"${path("timed.csv")}", line 5, row 4: --by-time "t" must be a column of times, such as 2026-01-31 or 2026-01-31 23:59:59, got "soon".`,
  );
});

test("line ends of several kinds", async () => {
  const result = await score(
    write("mixed.csv", "id,p\r\n1,0.5\n2,0.25\r\n3,0.5\n"),
    ...["--labels", write("mixedy.csv", "id,y\n1,1\n2,0\n3,0\n"), ...names, "--on", "id"],
  );
  expect(result.total.count).toBe(3);
});

// Groups that are times, and groups that are files.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { areTimes, likelyPeriod, periodsBetween, timeOf } from "../src/score/time-groups.js";
import { bce, csv, refusal, score, scratch } from "./run.js";
import { scoreBy } from "./score-by.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];

const times = [
  "2026-03-01 00:10:00",
  "2026-01-31T23:59:59Z",
  "2026-01-05 13:30:00",
  "2026-01-05",
  "",
  "2026-01-12 01:00:00+02:00",
];
const path = write(
  "t.csv",
  csv({ y: times.map((_, i) => i % 2), p: times.map(() => 0.4), t: times }),
);
const valuesBy = async (...args: string[]) =>
  (await score(path, ...names, ...args)).groups.map(({ values }) => values[0]);

describe("--by-time", () => {
  test.each([
    [
      "hour",
      [
        "2026-01-05 00:00",
        "2026-01-05 13:00",
        "2026-01-11 23:00",
        "2026-01-31 23:00",
        "2026-03-01 00:00",
        null,
      ],
    ],
    ["day", ["2026-01-05", "2026-01-11", "2026-01-31", "2026-03-01", null]],
    ["week", ["2026-01-05", "2026-01-26", "2026-02-23", null]],
    ["month", ["2026-01", "2026-03", null]],
  ])("groups by %s, in UTC, in the order of time", async (every, expected) => {
    expect(await valuesBy("--by-time", "t", "--every", every)).toEqual(expected);
  });

  test("groups by day without --every, and beside other groups", async () => {
    const result = await score(path, ...names, "--by", "y", "--by-time", "t", "--by-file");
    expect([result.by, result.every]).toEqual([["y", "t", "file"], "day"]);
    expect(result.groups[0]!.values).toEqual(["0", "2026-01-05", path]);
  });

  test("reads times of columns that have a type", async () => {
    const lines = times.map((t, i) => JSON.stringify({ y: i % 2, p: 0.4, t: t || null }));
    const json = write("t.ndjson", `${lines.join("\n")}\n`);
    const { groups } = await score(json, ...names, "--by-time", "t", "--every", "month");
    expect(groups.map(({ values }) => values[0])).toEqual(["2026-01", "2026-03", null]);
  });

  test.each([
    ["2026-01-31 10:00:00+02:00", "08"],
    ["2026-01-31 10:00:00 +0200", "08"],
    ["2026-01-31T10:00+02:00", "08"],
    ["2026-01-31 10:00 +02", "08"],
    ["2026-01-31T10:00Z", "10"],
    ["2026-01-31T10:00:00.25 Z ", "10"],
    ["2026-01-31T10:00-05:30", "15"],
    ["2026-01-31T10:00", "10"],
  ])("reads the offset of %j", async (time, hour) => {
    const file = write("offset.csv", csv({ y: [1], p: [0.5], t: [time] }));
    const { groups } = await score(file, ...names, "--by-time", "t", "--every", "hour");
    expect(groups.map(({ values }) => values[0])).toEqual([`2026-01-31 ${hour}:00`]);
  });

  test("says where periods have no rows", () => {
    const { stdout } = bce(["score", path, ...names, "--by-time", "t", "--every", "month"]);
    expect(stdout).toMatch(/\n2026-01 .*\n\(1 month without rows\)\n2026-03 .*\n\(missing\) /);
  });

  test("refuses what is no time, and a column twice", async () => {
    expect((await refusal(path, ...names, "--by-time", "p")).replace(`${folder}/`, "")).toBe(
      '"t.csv", line 2, row 1: --by-time "p" must be a column of times, such as 2026-01-31 or 2026-01-31 23:59:59, got "0.4".',
    );
    const odd = write("odd.csv", "y,p,t\n1,0.5,2026-02-28\n0,0.5,2026-02-30\n");
    expect(await refusal(odd, ...names, "--by-time", "t")).toContain('got "2026-02-30".');
    const first = write("first.csv", "y,p,t\n1,0.5,2026-02-28\n");
    const of = async (...values: string[]) => {
      const last = write(
        "last.csv",
        csv({ y: values.map(() => 1), p: values.map(() => 0.5), t: values }),
      );
      const message = await refusal(first, last, ...names, "--by-time", "t");
      return message.replace(`${folder}/`, "").replace(/be a column.*, got/, "be …, got");
    };
    const dates = "Write dates with the year first and hyphens, as 2026-01-31.";
    expect(await of("2026-02-28", "01.10.2026")).toBe(
      `"last.csv", line 3, row 2: --by-time "t" must be …, got "01.10.2026". ${dates}`,
    );
    expect(await of("10/1/26 12:00")).toContain(`got "10/1/26 12:00". ${dates}`);
    expect(await of("1790812800")).toBe(
      '"last.csv", line 2, row 1: --by-time "t" must be …, got "1790812800". If these are seconds since 1970, write them as times, this one as 2026-10-01 00:00:00.',
    );
    expect(await of("1790812800000")).toContain(
      "If these are milliseconds since 1970, write them as times, this one as 2026-10-01 00:00:00.",
    );
    for (const date of ["Jan 31 2026", "31 Jan 2026", "31-JAN-26", "20260131", "2026-W05"])
      expect(await of(date)).toContain(`got "${date}". ${dates}`);
    expect(await of("Sat, 31 Jan 2026 10:00:00 GMT")).toContain(`GMT". ${dates}`);
    expect(await of("46053.5")).toContain(
      "If these are Excel's days, write them as times, this one as 2026-01-31 12:00:00.",
    );
    for (const time of ["2026-02-30", "2026-13-01", "2026-01-31 23:59:60"])
      expect(await of(time)).toContain(`got "${time}". There is no such time.`);
    for (const time of ["2026-01-31 10:00:00 PM", "2026-01-31 10:00:00+01:00[Europe/Berlin]"])
      expect(await of(time)).toContain(
        `got "${time}". Write what follows the seconds as an offset`,
      );
    expect(await of("soon")).toMatch(/got "soon"\.$/);
    expect(await refusal(path, ...names, "--by-time", "t", "--by", "t")).toMatch(
      /^--by-time must name another column than --by, got "t"/,
    );
    expect(await refusal(path, ...names, "--every", "day")).toMatch(
      /--every must come with --by-time/,
    );
    expect(await refusal(path, ...names, "--by-time", "time")).toMatch(
      /^--by-time must name a column of /,
    );
  });
});

test("--by-file has a group for each file, by several processes too", async () => {
  const other = write("other.csv", "y,p\n1,0.9\n");
  const args = [path, other, ...names, "--by-file"];
  const { by, groups } = await score(...args);
  expect(by).toEqual(["file"]);
  expect(groups.map(({ values, measures }) => [values[0], measures.count])).toEqual([
    [other, 1],
    [path, 6],
  ]);
  const [found] = await scoreBy(2, ...args);
  expect(found).toMatchObject({ groups });
});

test("texts that are times", () => {
  expect(timeOf("2026-01-05")).toBe(Date.UTC(2026, 0, 5));
  expect(timeOf("2026-01-05 13:00")).toBe(Date.UTC(2026, 0, 5, 13));
  expect(timeOf("2026-02")).toBe(Date.UTC(2026, 1));
  for (const text of ["2026", "20260105", "de", "", "1.5", null]) expect(timeOf(text)).toBeNaN();
  for (const text of ["2026-13-01", "2026-02-29", "2026-00", "2026-01-05 24:00"])
    expect(timeOf(text)).toBeNaN();
  expect(timeOf("2024-02-29 23:59:59.5")).toBe(Date.UTC(2024, 1, 29, 23, 59, 59, 500));
  const groups = (...texts: (string | null)[]) => texts.map((text) => ({ values: [text] }));
  expect(areTimes(groups("2026-01-05", null, "2026-01-06"))).toBe(true);
  expect(areTimes(groups("2026-01-05", "de"))).toBe(false);
  expect(areTimes([])).toBe(false);
});

test("periods between two times", () => {
  expect(periodsBetween("2026-01-31", "2026-02-03", "day")).toBe(2);
  expect(periodsBetween("2026-01-05", "2026-01-19", "week")).toBe(1);
  expect(periodsBetween("2025-12", "2026-02", "month")).toBe(1);
  expect(periodsBetween("2026-01-05 23:00", "2026-01-06 00:00", "hour")).toBe(0);
  expect(likelyPeriod(["2026-01-05", "2026-01-06", "2026-01-09"])).toBe("day");
  expect(likelyPeriod(["2026-01", "2026-02"])).toBe("month");
});

test("the report draws a line in the order of time, broken at gaps", () => {
  const report = `${folder}/report.html`;
  const rows = ["2026-01-05", "2026-01-06", "2026-01-09", "2026-01-10"].flatMap((t) =>
    [0.2, 0.3, 0.7].map((p, i) => ({ t, p, y: i % 2 })),
  );
  const column = (name: "t" | "p" | "y") => rows.map((row) => row[name]);
  const file = write("days.csv", csv({ y: column("y"), p: column("p"), t: column("t") }));
  // A column of dates is taken for what it is.
  for (const by of ["--by", "--by-time"]) {
    expect(bce(["score", file, ...names, by, "t", "--report", report]).status).toBe(0);
    const html = readFileSync(report, "utf8");
    const chart = /Loss by day, from 2026-01-05 to 2026-01-10"[\s\S]*?<\/svg>/.exec(html)![0];
    expect(chart.match(/<polyline/g)).toHaveLength(2);
    expect(chart.match(/<circle/g)).toHaveLength(4);
  }
});

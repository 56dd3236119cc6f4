// Ten million rows in an engine against the local answer for the same rows in a Parquet file. Each
// engine makes the rows itself, with whole numbers, so that all have the same to the last bit.

import { DuckDBInstance } from "@duckdb/node-api";
import { expect, vi } from "vitest";
import type { Measures } from "../../src/score/result.js";
import { score, scratch } from "../run.js";
import { scoreUrl } from "./run.js";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

export const rows = 10_000_000;
const { folder } = scratch();

/**
 * Columns of row i: label, probability from 0 to 1, logit, weight, group.
 * @param double How a whole number becomes a double.
 */
export function columns(i: string, double: (whole: string) => string): string {
  const u = `(${i} * 2654435761 % 1000003)`;
  const h = `(${i} * 40503 % 65537)`;
  return [
    `CASE WHEN ${h} * 1000003 < ${u} * 65537 THEN 1 ELSE 0 END AS y`,
    `${double(u)} / ${double("1000002")} AS p`,
    `${double(`(${u} - 500001)`)} / ${double("40000")} AS z`,
    `${double(`(${i} % 7)`)} / ${double("4")} AS w`,
    `${i} % 5 AS g`,
  ].join(", ");
}

/** The worst rows take a query of their own: one case has them. */
const listless = ["--worst", "0"];

export const cases: [string, string[]][] = [
  ["keras2, weights, groups", ["--prediction", "p", "--weight", "w", "--by", "g", "--worst", "5"]],
  [
    "keras3, smoothing",
    ["--prediction", "p", "--dialect", "keras3", "--label-smoothing", "0.1", ...listless],
  ],
  [
    "torch, positive weight",
    ["--prediction", "p", "--dialect", "torch", "--pos-weight", "2.5", ...listless],
  ],
  ["exact, weights", ["--prediction", "p", "--dialect", "exact", "--weight", "w", ...listless]],
  [
    "logits, smoothing, weights",
    [
      "--prediction",
      "z",
      "--from-logits",
      "--label-smoothing",
      "0.2",
      "--weight",
      "w",
      ...listless,
    ],
  ],
];

export async function parquet(name: string, count: number): Promise<string> {
  const file = `${folder}/${name}.parquet`;
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(
    `COPY (SELECT ${columns("i", (whole) => `CAST(${whole} AS DOUBLE)`)} FROM range(${count}) AS r(i)) TO '${file}' (FORMAT parquet)`,
  );
  connection.closeSync();
  return file;
}

const off = (actual: number, wanted: number) =>
  actual === wanted ? 0 : Math.abs(actual - wanted) / Math.abs(wanted);

function expectSame(actual: Measures, wanted: Measures): void {
  expect(actual.count).toBe(wanted.count);
  for (const key of [
    "loss",
    "lossSum",
    "weight",
    "baseRate",
    "baseLoss",
    "skill",
    "calibrationError",
    "brier",
  ] as const) {
    expect(
      off(actual[key]!, wanted[key]!),
      `${key}: ${actual[key]} instead of ${wanted[key]}`,
    ).toBeLessThan(1e-9);
  }
  for (const key of ["standardError", "low", "high"] as const) {
    expect(
      off(actual.interval![key], wanted.interval![key]),
      `${key}: ${actual.interval![key]} instead of ${wanted.interval![key]}`,
    ).toBeLessThan(1e-9);
  }
  // Each says how far off its areas can be.
  expect(Math.abs(actual.rocAuc! - wanted.rocAuc!)).toBeLessThanOrEqual(
    actual.areas.rocError + wanted.areas.rocError,
  );
  expect(Math.abs(actual.prAuc! - wanted.prAuc!)).toBeLessThanOrEqual(
    actual.areas.prError + wanted.areas.prError,
  );
  expect(actual.areas.rocError).toBeLessThan(1e-3);
}

export async function expectAnswer(
  url: string,
  table: string,
  file: string,
  args: readonly string[],
): Promise<void> {
  const wanted = await score(file, "--label", "y", ...args);
  const actual = await scoreUrl(url, "--table", table, "--label", "y", ...args);
  expectSame(actual.total, wanted.total);
  expect(actual.groups.map(({ values }) => values)).toEqual(
    wanted.groups.map(({ values }) => values),
  );
  for (const [i, { measures }] of actual.groups.entries())
    expectSame(measures, wanted.groups[i]!.measures);
  for (const [i, bin] of actual.reliability.entries()) {
    const { count, predicted, observed } = wanted.reliability[i]!;
    expect(bin.count).toBe(count);
    expect(Math.max(off(bin.predicted!, predicted!), off(bin.observed!, observed!))).toBeLessThan(
      1e-9,
    );
  }
  for (const [i, { weight, loss }] of actual.worst.entries()) {
    expect(off(weight * loss, wanted.worst[i]!.weight * wanted.worst[i]!.loss)).toBeLessThan(1e-9);
  }
  expect(actual.worst).toHaveLength(wanted.worst.length);
}

// The alpha-beta model against numbers worked out by hand, and the page and chart that are made of
// results.

import { describe, expect, test } from "vitest";
import { scalingChart } from "../src/charts/scaling.js";
import { type DistributeResults, distributeBlock } from "../src/distribute/distribute-tables.js";
import {
  allReduceNs,
  computingOf,
  efficiency,
  networkOf,
  rowsForHalf,
  scalingSizes,
} from "../src/distribute/model.js";
import { made } from "./fixtures.js";

/** 10 µs a message, 1 GB/s. */
const network = { alphaNs: 10_000, betaNs: 1 };
/** 1 µs a step and 100 ns a parameter. */
const computing = { fixedNs: 1000, perParameterNs: 100 };

const allReduceRow = (
  transport: "TCP" | "shared memory",
  contender: "MpiStrategy" | "C",
  bytes: number,
  median_ns: number,
) => ({
  transport,
  contender,
  bytes,
  samples: 3,
  median_ns,
  p20_ns: median_ns,
  p80_ns: median_ns,
});
const step = (
  transport: "TCP" | "shared memory",
  parameters: number,
  computing_ns: number,
  communicating_ns: number,
) => ({
  transport,
  parameters,
  rows: 16,
  samples: 3,
  computing_ns,
  communicating_ns,
});
const both = ["shared memory", "TCP"] as const;
const results: DistributeResults = {
  made,
  busy: 0.5,
  allReduce: both.flatMap((transport) => [
    allReduceRow(transport, "MpiStrategy", 4, 10_000),
    allReduceRow(transport, "MpiStrategy", 1000, 11_000),
    allReduceRow(transport, "MpiStrategy", 1_001_000, 1_011_000),
    allReduceRow(transport, "C", 4, 5000),
  ]),
  steps: both.flatMap((transport) => [
    step(transport, 31, 4100, 10_000),
    step(transport, 1_000_031, 100_004_100, 4_010_000),
  ]),
};

describe("the model", () => {
  test("takes latency from the smallest message and bandwidth from the two largest", () => {
    expect(networkOf(results.allReduce.filter(({ transport }) => transport === "TCP"))).toEqual(
      network,
    );
  });

  test("takes the step's cost from the smallest model, and the parameter's from the largest", () => {
    expect(computingOf(results.steps.filter(({ transport }) => transport === "TCP"))).toEqual({
      fixedNs: 4100,
      perParameterNs: 100,
    });
  });

  test("small models are doubled, large ones go round in a ring", () => {
    // log2(8) (10,000 + 400) against 14 × 10,000 + …
    expect(allReduceNs(network, 8, 100)).toBe(31_200);
    // 2 × 7 × 10,000 + 2 × 7/8 × 4,000,000 against 3 × 4,010,000
    expect(allReduceNs(network, 8, 1_000_000)).toBe(7_140_000);
    expect(allReduceNs(network, 2, 100)).toBe(10_400);
  });

  test("efficiency is the part that is computing", () => {
    expect(efficiency(network, computing, 8, 100)).toBeCloseTo(11_000 / (11_000 + 31_200), 12);
  });

  test("the sizes that scale are those that compute at least half of the time", () => {
    const sizes = scalingSizes(network, computing, 8);
    // 1000 + 100 n = 30,000 + 12 n at 330 parameters; beyond that it holds.
    expect(sizes[0]).toBe(562);
    expect(sizes.at(-1)).toBe(1e9);
  });

  test("rows for half", () => {
    // (31,200 − 1000) / (100 × 100) of the 16 rows that were measured.
    expect(rowsForHalf(network, computing, 16, 8, 100)).toBe(Math.ceil(3.02 * 16));
  });
});

test("the page's block shows every row, and the shares", () => {
  const block = distributeBlock(results);
  expect(block).toContain(
    "| shared memory | 4 B | 10.0 µs (10.0–10.0) | 0.000400 GB/s | 5.00 µs (5.00–5.00) | 0.000800 GB/s | 2.00 |",
  );
  expect(block).toContain("| TCP | 1,000,031 | 100 ms | 4.01 ms | 3.9 % |");
  expect(block).toContain("α = 10.0 µs and 1/β = 1.00 GB/s");
  expect(block).toContain("of which other programs used 50 % when it began");
  expect(block).not.toMatch(/NaN|undefined/);
});

test("the chart names every number of replicas and has no broken number", () => {
  const svg = scalingChart(results);
  for (const ranks of ["2", "8", "64", "1,024"]) expect(svg).toContain(`${ranks} replicas`);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  expect(scalingChart(results)).toBe(svg);
});

// Student's distribution and Holm's method, against tables and by their definitions.

import { describe, expect, test } from "vitest";
import { holm } from "../src/statistics/holm.js";
import { intervalOf } from "../src/statistics/interval.js";
import { normalTail } from "../src/statistics/normal.js";
import { studentAsNormal, studentQuantile, studentTail } from "../src/statistics/student.js";
import { excessOf } from "../src/statistics/welch.js";

describe("tails", () => {
  test.each([
    [0, 0.5],
    [1, 0.15865525393145707],
    [1.959963984540054, 0.025],
    [3, 0.0013498980316300933],
    [6, 9.865876450376946e-10],
    [30, 4.906713927148187e-198],
    [-2, 0.9772498680518208],
  ])("of the normal distribution at %f", (x, p) => {
    expect(normalTail(x) / p).toBeCloseTo(1, 13);
  });

  // With one and two degrees of freedom there are formulas.
  test.each([0.01, 0.5, 1, 3, 12.7062, 1e4])("of Student's at %f", (t) => {
    expect(studentTail(t, 1) / (Math.atan2(1, t) / Math.PI)).toBeCloseTo(1, 12);
    const root = Math.sqrt(2 + t * t);
    expect(studentTail(t, 2) / (1 / (root * (root + t)))).toBeCloseTo(1, 12);
    expect(studentTail(-t, 2)).toBeCloseTo(1 - studentTail(t, 2), 14);
  });

  test("of Student's join where their computation changes", () => {
    for (const t of [0.1, 2, 5, 10])
      expect(studentTail(t, 200) / studentTail(t, 200.0001)).toBeCloseTo(1, 5);
    expect(studentQuantile(200) / studentQuantile(200.0001)).toBeCloseTo(1, 8);
  });
});

describe("the point beyond which 2.5 % lie", () => {
  test.each([
    [1, 12.706204736432095],
    [2, 4.302652729696142],
    [5, 2.570581835636314],
    [10, 2.2281388519649385],
    [30, 2.0422724563012373],
    [100, 1.983971518523552],
    [1000, 1.9623390808264078],
    [1e9, 1.959963986912],
  ])("with %f degrees of freedom", (degrees, t) => {
    expect(studentQuantile(degrees) / t).toBeCloseTo(1, 10);
  });

  test("has that tail, with degrees that are not whole", () => {
    for (let degrees = 1; degrees < 500; degrees *= 1.37)
      expect(studentTail(studentQuantile(degrees), degrees)).toBeCloseTo(0.025, 10);
  });

  test("is about 1.96 as a normal number", () => {
    for (const degrees of [5, 20, 300])
      expect(studentAsNormal(studentQuantile(degrees), degrees)).toBeCloseTo(1.96, 2);
  });
});

describe("intervals", () => {
  const error = { mean: 2, standardError: 0.1, spread: 0.1, degrees: 1e9 };

  test("are Student's without skewness", () => {
    const { low, high } = intervalOf(error, 0);
    expect([low, high]).toEqual([expect.closeTo(1.8040036, 7), expect.closeTo(2.1959964, 7)]);
  });

  test("reach further on the side of the longer tail, alike on both sides", () => {
    const right = intervalOf(error, 0.2);
    const left = intervalOf(error, -0.2);
    expect(right.high - 2).toBeGreaterThan(2 - right.low);
    expect([2 - left.low, left.high - 2]).toEqual([
      expect.closeTo(right.high - 2, 12),
      expect.closeTo(2 - right.low, 12),
    ]);
  });

  test("have ends also where few rows carry all", () => {
    for (const skewness of [0.9, 1, 2, 10]) {
      const { low, high } = intervalOf({ ...error, degrees: 1 }, skewness);
      expect(low <= 2 && high >= 2 && Number.isFinite(high - low)).toBe(true);
    }
    expect(intervalOf({ ...error, spread: 0 }, 0)).toEqual({ low: 2, high: 2 });
  });
});

test("Holm's p-values, of which none is below the one before", () => {
  expect(holm([0.04, null, 0.01, 0.03, 0.005])).toEqual([0.06, null, 0.03, 0.06, 0.02]);
  expect(holm([0.6, 0.7])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

describe("a group against the rest", () => {
  const rest = {
    mean: 1,
    spread: 0.01,
    degrees: 9999,
    equal: 10_000,
    standardError: 0,
  };
  const group = (spread: number, equal: number, mean = 1.5) => ({
    ...rest,
    mean,
    spread,
    equal,
    degrees: Math.max(1, equal - 1),
  });

  test("is as many standard errors above it", () => {
    const { difference, standardError, z, p } = excessOf(group(0.2, 1000), rest)!;
    expect(difference).toBe(0.5);
    expect(standardError).toBeCloseTo(Math.hypot(0.2, 0.01), 14);
    expect(z).toBeCloseTo(0.5 / standardError, 2);
    expect(p / normalTail(z)).toBeCloseTo(1, 3);
  });

  test("is not certain of it because its few rows cost the same", () => {
    const { standardError, p } = excessOf(group(0, 4), rest)!;
    // A row of the rest has a standard deviation of 1.
    expect(standardError).toBeCloseTo(Math.hypot(0.5, 0.01), 12);
    expect(p).toBeGreaterThan(0.1);
  });

  test("has no z where no loss differs from another", () => {
    expect(excessOf(group(0, 4), { ...rest, spread: 0 })).toBeNull();
  });

  test("below it has a z below 0", () => {
    expect(excessOf(group(0.1, 100, 0.5), rest)!.z).toBeLessThan(-3);
    expect(excessOf(group(0.1, 100, 1), rest)).toMatchObject({ z: 0, p: 0.5 });
  });

  test("that has the clusters of the rest differs more surely", () => {
    const [apart, together] = [0, 0.0001].map((covariance) =>
      excessOf(group(0.02, 5000), rest, covariance),
    );
    expect(together!.standardError).toBeLessThan(apart!.standardError);
  });
});

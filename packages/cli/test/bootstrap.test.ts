// The bootstrap of bce compare: its weights are Poisson's, it is what resampling by hand gives, and
// it can be repeated.

import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import { Bootstrap, mostLots, poisson } from "../src/compare/bootstrap.js";
import { Spread } from "../src/compare/spread.js";
import { meanError } from "../src/metrics/mean-error.js";
import { Moments } from "../src/metrics/moments.js";

const rows = Array.from({ length: 400 }, (_, i) => ({
  d: Math.sin(i * i) + 0.1 * (i % 7),
  w: 0.5 + (i % 4),
}));

function bootstrap(replicates: number, seed: number, weighted = false) {
  const one = new Bootstrap({ replicates, seed });
  for (const { d, w } of rows) one.add(d, weighted ? w : 1);
  return one.interval();
}

test("poisson is the inverse of the distribution of mean 1", () => {
  let [below, p] = [0, Math.exp(-1)];
  for (let k = 0; k < 12; k++) {
    expect(poisson(below + p / 2)).toBe(k);
    below += p;
    p /= k + 1;
  }
  expect([poisson(0), poisson(1 - 2 ** -40)]).toEqual([0, 14]);
});

describe("the interval", () => {
  test.each([false, true])(
    "is that of drawing rows with replacement, weights %s, within the noise of 4000 resamples",
    (weighted) => {
      const random = xoroshiro128plus(99);
      const means = Array.from({ length: 4000 }, () => {
        let [sum, weight] = [0, 0];
        for (let i = 0; i < rows.length; i++) {
          const { d, w } = rows[(random.next() >>> 0) % rows.length]!;
          sum += (weighted ? w : 1) * d;
          weight += weighted ? w : 1;
        }
        return sum / weight;
      }).sort((a, b) => a - b);
      const { low, high } = bootstrap(4000, 1, weighted);
      const moments = new Moments();
      for (const { d, w } of rows) moments.add(d, weighted ? w : 1);
      const { standardError, mean } = meanError(moments.value)!;
      // A 2.5 % point of 4000 resamples has a standard error of 0.042 of the spread: √(0.025 ·
      // 0.975 / 4000) / 0.0584.
      const noise = 5 * Math.SQRT2 * 0.042 * standardError;
      expect(Math.abs(low! - means[100]!)).toBeLessThan(noise);
      expect(Math.abs(high! - means[3900]!)).toBeLessThan(noise);
      expect(Math.abs(high! - low! - 2 * 1.96 * standardError)).toBeLessThan(2 * noise);
      expect(low! < mean && mean < high!).toBe(true);
    },
  );

  test("is the same with the same seed, and another with another", () => {
    expect(bootstrap(1001, 7)).toEqual(bootstrap(1001, 7));
    expect(bootstrap(1001, 7).low).not.toBe(bootstrap(1001, 8).low);
    expect(bootstrap(1001, 0).low).not.toBe(bootstrap(1001, 2 ** 32 - 1).low);
  });

  test("of rows without weight is none", () => {
    const one = new Bootstrap({ replicates: 100, seed: 1 });
    one.add(1, 0);
    expect(one.interval()).toEqual({ replicates: 100, seed: 1, low: null, high: null });
  });

  test("of one row that varies by nothing is that row", () => {
    const one = new Bootstrap({ replicates: 100, seed: 1 });
    for (let i = 0; i < 10; i++) one.add(0.25, 1);
    expect(one.interval()).toMatchObject({ low: 0.25, high: 0.25 });
  });
});

describe("more rows than lots", () => {
  const count = 3 * mostLots;
  const of = (differenceOf: (i: number) => number) => {
    const [one, moments] = [new Bootstrap({ replicates: 1000, seed: 3 }), new Moments()];
    for (let i = 0; i < count; i++) {
      one.add(differenceOf(i), 1);
      moments.add(differenceOf(i), 1);
    }
    return { ...one.interval(), ...meanError(moments.value)! };
  };

  test("have the spread of single rows, where rows nearby are alike or a lot apart", () => {
    for (const differenceOf of [
      (i: number) => Math.sin(i * i) + 1,
      (i: number) => (i < count / 2 ? 2 : -1),
      (i: number) => (i % mostLots < mostLots / 2 ? 2 : -1),
    ]) {
      const { low, high, mean, standardError } = of(differenceOf);
      // As above, of 1000 resamples.
      const noise = 5 * 0.084 * standardError;
      expect(Math.abs(low! - (mean - 1.96 * standardError))).toBeLessThan(noise);
      expect(Math.abs(high! - (mean + 1.96 * standardError))).toBeLessThan(noise);
    }
  });

  test("have the interval of the one row that carries the difference: drawn 0 to 3 or 4 times", () => {
    const { low, high } = of((i) => (i === 2 * mostLots + 5 ? count : 0));
    expect(low).toBe(0);
    // 98.1 % of draws are at most 3.
    expect([3, 4]).toContain(Math.round(high!));
  });
});

describe("the spread of differences", () => {
  test("keeps all weight, and each difference on its side of 0, however they differ in size", () => {
    const spread = new Spread();
    const values = [1e-9, -1e-9, 0.3, -0.2, 16, -1e-300, Infinity];
    for (const [i, d] of values.entries()) spread.add(d, i + 1);
    const { bins, below, above } = spread.bins(20, 0.01)!;
    const sum = (of: readonly { weight: number }[]) =>
      of.reduce((total, { weight }) => total + weight, 0);
    expect(sum(bins.slice(0, 20)) + below).toBe(2 + 4 + 6);
    expect(sum(bins.slice(20)) + above).toBe(1 + 3 + 5);
    expect(bins.at(-1)!.to).toBeGreaterThanOrEqual(16);
  });

  test("shows the body where a few lie far out", () => {
    const spread = new Spread();
    for (let i = 0; i < 1000; i++) spread.add((i - 499.5) / 5000, 1);
    spread.add(14, 1);
    const { bins, above } = spread.bins(20, 0.01)!;
    expect(bins.at(-1)!.to).toBeLessThan(0.5);
    expect(above).toBe(1);
    expect(new Spread().bins(20, 0.01)).toBeNull();
  });
});

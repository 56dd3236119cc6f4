// What several ranks train and evaluate is what TensorFlow.js trains and evaluates alone.

import { beforeAll, describe, expect, test } from "vitest";
import { comparisons } from "./comparisons.js";
import { type Outcome, runJob } from "./mpirun.js";

interface Compared {
  readonly history: { readonly [name: string]: readonly number[] };
  readonly expected: { readonly [name: string]: readonly number[] };
  readonly evaluated: readonly number[];
  readonly expectedEvaluated: readonly number[];
  readonly bits: string;
}

/** Sums of float32 in another order, over a dozen steps. */
const close = (actual: readonly number[], expected: readonly number[], what: string) => {
  expect(actual, what).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!), what).toBeLessThanOrEqual(
      2e-5 * Math.max(1, Math.abs(expected[i]!)),
    );
  });
};

describe.each([1, 3])("%i ranks", (ranks) => {
  let outcome: Outcome<{ readonly [name: string]: Compared }>;
  beforeAll(async () => {
    outcome = await runJob(ranks, "compare", {});
  }, 120_000);

  test("come to their end", () => {
    expect(outcome.output).toBe("");
    expect(outcome.code).toBe(0);
  });

  test.each(Object.keys(comparisons))("%s", (name) => {
    const all = outcome.reports.map((report) => report![name]!);
    for (const { history, expected, evaluated, expectedEvaluated } of all) {
      expect(Object.keys(history)).toEqual(expect.arrayContaining(Object.keys(expected)));
      for (const [value, numbers] of Object.entries(expected))
        close(history[value]!, numbers, value);
      // For several outputs TensorFlow.js gives each loss twice.
      close(evaluated, expectedEvaluated.slice(0, evaluated.length), "evaluated");
    }
    expect(new Set(all.map(({ bits }) => bits)).size).toBe(1);
  });
});

// A custom loop made of the pieces: three ranks compute what one computes alone, and their metric
// is that of all rows.

import { beforeAll, expect, test } from "vitest";
import { type Outcome, runJob } from "./mpirun.js";

interface Trained {
  readonly losses: readonly number[];
  readonly metric: { readonly total: number; readonly count: number };
  readonly bits: string;
}

let outcome: Outcome<{
  readonly together: Trained;
  readonly alone: Trained;
  readonly rule: string;
}>;
beforeAll(async () => {
  outcome = await runJob(3, "custom-loop", {});
}, 60_000);

test("comes to its end", () => {
  expect(outcome.output).toBe("");
  expect(outcome.code).toBe(0);
});

test("the losses of three ranks are those of one", () => {
  for (const report of outcome.reports) {
    const { together, alone } = report!;
    expect(together.losses).toHaveLength(18);
    for (const [i, loss] of together.losses.entries())
      expect(Math.abs(loss / alone.losses[i]! - 1)).toBeLessThanOrEqual(1e-5);
  }
  expect(new Set(outcome.reports.map((report) => report!.together.bits)).size).toBe(1);
});

test("the merged metric is that of all rows, the same on every rank", () => {
  for (const report of outcome.reports) {
    const { together, alone } = report!;
    expect(together.metric).toEqual(outcome.reports[0]!.together.metric);
    expect(together.metric.count).toBe(alone.metric.count);
    expect(Math.abs(together.metric.total / alone.metric.total - 1)).toBeLessThanOrEqual(1e-5);
  }
});

test("a loss that divides by its own batch is refused there", () => {
  expect(outcome.reports[1]!.rule).toBe(
    'BinaryCrossentropy: reduction must be "sum" or "none" under a strategy of 3 replicas, outside a built-in training loop, got "auto". Pass reduction: "none" and divide by the global batch size with computeAverageLoss(losses, { globalBatchSize }).',
  );
});

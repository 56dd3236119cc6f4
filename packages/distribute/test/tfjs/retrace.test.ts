// TensorFlow's own training runs, retraced by one, two and four ranks: the losses are TensorFlow's,
// and the weights the same bits on every rank.

import { describeRun, readReferenceRuns } from "@binary-crossentropy/tutorials/wdbc/retrace";
import { beforeAll, describe, expect, test } from "vitest";
import { type Outcome, runJob } from "./mpirun.js";

interface Retraced {
  readonly losses: readonly number[];
  readonly bits: string;
}

/** What is asked for; float32 keeps well below it. */
const tolerance = 1e-4;

const { runs } = readReferenceRuns();

describe.each([1, 2, 4])("%i ranks", (ranks) => {
  let outcome: Outcome<Retraced[]>;
  beforeAll(async () => {
    outcome = await runJob<Retraced[]>(ranks, "retrace", {});
  }, 120_000);

  test("come to their end", () => {
    expect(outcome.output).toBe("");
    expect(outcome.code).toBe(0);
    expect(outcome.reports).not.toContain(undefined);
  });

  test.each(runs.map((run, i) => [describeRun(run), run, i] as const))("%s", (_, run, i) => {
    const retraced = outcome.reports.map((report) => report![i]!);
    expect(retraced[0]!.losses).toHaveLength(100);
    for (const { losses } of retraced) {
      const differences = losses.map((loss, step) => Math.abs(loss / run.losses[step]! - 1));
      expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance);
    }
    expect(new Set(retraced.map(({ bits }) => bits)).size).toBe(1);
  });
});

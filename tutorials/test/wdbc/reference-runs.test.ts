// The main job repeats TensorFlow's runs on the breast-cancer data.

import { describe, expect, test } from "vitest";
import { describeRun, readReferenceRuns, referenceData, retrace } from "../../src/wdbc/retrace.js";

describe("the reference runs", () => {
  const { runs } = readReferenceRuns();
  const standardised = referenceData();

  test("are five, of 100 losses each", () => {
    expect(runs.map(({ losses }) => losses.length)).toEqual([100, 100, 100, 100, 100]);
  });

  test.each(runs.map((run) => ({ run, title: describeRun(run) })))(
    "$title: every loss within 2e-5, every weight within 3e-6",
    ({ run }) => {
      const { losses, model, difference } = retrace(standardised, run);
      expect(
        losses
          .map((loss, i) => Math.abs(loss / run.losses[i]! - 1))
          .filter((relative) => !(relative <= 2e-5)),
      ).toEqual([]);
      expect(difference).toBeLessThanOrEqual(2e-5);
      // Each of 100 updates in float32 rounds a weight below 1 by at most 2^-25: 3e-6 in all, if no
      // rounding cancels another.
      const reference = [...run.final_w, run.final_b];
      expect(Math.max(...reference.map(Math.abs))).toBeLessThan(1);
      const off = [...model.weights, model.bias].map((w, j) => Math.abs(w - reference[j]!));
      expect(off).toHaveLength(31);
      expect(Math.max(...off)).toBeLessThanOrEqual(3e-6);
    },
  );

  test("one loss that is out shows", () => {
    const run = runs[0]!;
    const losses = run.losses.map((loss, i) => (i === 57 ? loss * 1.0001 : loss));
    expect(retrace(standardised, { ...run, losses }).difference).toBeCloseTo(1e-4, 6);
  });
});

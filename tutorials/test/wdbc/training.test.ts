// The models of the main job learn, stop in time, and keep the weights of their best epoch.

import { describe, expect, test } from "vitest";
import { bestStep, untilStale } from "../../src/wdbc/early-stopping.js";
import { type Measures, measure } from "../../src/wdbc/report.js";
import { observe } from "../../src/wdbc/training.js";
import { parts, trainBoth } from "./models.js";

describe("early stopping", () => {
  const steps = (...losses: number[]) =>
    losses.map((validation, epoch) => ({ epoch, validation, train: 0 }));
  const stoppedAt = (patience: number, ...losses: number[]) =>
    [...untilStale(steps(...losses), patience)].at(-1)!.epoch;

  test("waits as long as it is told after the best epoch", () => {
    expect(stoppedAt(2, 3, 2, 1, 5, 4, 0)).toBe(4);
    expect(stoppedAt(3, 3, 2, 1, 5, 4, 0)).toBe(5);
    expect(stoppedAt(1, 3, 2, 1, 1, 0)).toBe(3);
  });

  test("does not stop while the loss falls, and ends with the steps", () => {
    expect(stoppedAt(1, 5, 4, 3, 2, 1)).toBe(4);
    expect(stoppedAt(100, 1, 2, 3)).toBe(2);
  });

  test("keeps the best step, and of equals the first", () => {
    expect(bestStep(steps(3, 1, 2, 1, 4)).epoch).toBe(1);
    expect(bestStep(steps(1)).epoch).toBe(0);
  });
});

describe("training", () => {
  const [plain, balanced] = trainBoth();

  // From log 2 = 0.693. Who knows only the share of malignant rows stays at 0.66; with the sum's
  // gradient in place of the mean's, or with its sign turned, the loss ends above 1.
  test("brings the loss on the test rows below 0.125", () => {
    expect(plain.curve[0]!.validation).toBeCloseTo(Math.LN2, 6);
    expect(measure(plain.model, parts.test).plain).toBeLessThan(0.125);
    expect(plain.best.train).toBeLessThan(0.06);
  });

  test("keeps the model of the best epoch, and not the last one", () => {
    for (const { best, model, curve } of [plain, balanced]) {
      expect(best.epoch).toBeLessThan(curve.at(-1)!.epoch);
      expect(best.validation).toBe(Math.min(...curve.map(({ validation }) => validation)));
      const { plain: loss, balanced: balancedLoss } = measure(model, parts.validation);
      expect([loss, balancedLoss]).toContain(best.validation);
    }
  });

  test("makes each model the better one at the loss that it was trained on", () => {
    // After the same number of updates.
    const [first, second] = [false, true].map((balanced) => {
      const steps = observe(parts, { name: "", balanced, epochs: 100, learningRate: 0.5 });
      return measure([...steps].at(-1)!.model, parts.train);
    }) as [Measures, Measures];
    expect(first.plain).toBeLessThan(second.plain);
    expect(second.balanced).toBeLessThan(first.balanced);
    expect(measure(plain.model, parts.test).accuracy).toBeGreaterThan(0.95);
  });

  test("stops where the loss is no longer finite", () => {
    const steps = observe(parts, {
      name: "plain",
      balanced: false,
      epochs: 5,
      learningRate: 1e308,
    });
    expect(() => [...steps]).toThrow(
      "the loss is no longer finite at epoch 1. Choose a smaller --learning-rate.",
    );
  });
});

// The oracle's own numbers: against 60-digit arithmetic, and against values worked out by hand.

import { readGolden } from "@binary-crossentropy/test/golden";
import { describe, expect, test } from "vitest";
import { ulp } from "../support/compare.js";
import type { Points } from "../support/exact-points.js";
import type { FocalGolden } from "../support/focal-golden.js";
import { type ElementOptions, elementTruth } from "./element.js";
import { round } from "./precision.js";
import { isFiniteReal, type Real, toNumber } from "./real.js";

const golden =
  readGolden<Record<"logits" | "probs", Record<"float32" | "float64", Points>>>("exact.json");

/** What the file rounds its numbers to is double precision. */
const half = 0.5000001;

describe.each(["logits", "probs"] as const)("%s of exact.json", (input) => {
  test.each(["float32", "float64"] as const)("%s", (dtype) => {
    const points = golden[input][dtype];
    const options: ElementOptions = {
      fromLogits: input === "logits",
      dialect: "exact",
      epsilon: 1e-7,
      labelSmoothing: 0,
      dtype,
    };
    expect(points.input.length).toBeGreaterThan(500);
    points.input.forEach((text, i) => {
      const rounded = (of: number) => round(of, dtype);
      const [x, y] = [rounded(Number(text)), rounded(Number(points.label[i]))];
      const { loss, gradient, hessian } = elementTruth(y, x, 1, options);
      const at = `label ${y} at ${x}`;
      expect(apart(loss.value, Number(points.loss[i])), `loss, ${at}`).toBeLessThanOrEqual(half);
      if (points.hess)
        expect(apart(hessian.value, Number(points.hess[i])), `hessian, ${at}`).toBeLessThanOrEqual(
          half,
        );
      // The file's gradients are NaN at probabilities of 0 and 1, and without digits for a label of
      // 1 beyond a logit of 90.
      if (points.grad[i] === "NaN" || (points.hess && y === 1 && x > 60)) return;
      // Where two terms cancel, 60 digits keep more than 30.
      const terms = Math.max(Math.abs(Number(points.grad[i])), 2 ** -40 * toNumber(gradient.size));
      expect(
        Math.abs(toNumber(gradient.value) - Number(points.grad[i])) / ulp(terms, "float64"),
        `gradient, ${at}`,
      ).toBeLessThanOrEqual(1);
    });
  });
});

describe.each(["logits", "probs"] as const)("focal loss: %s of focal.json", (input) => {
  const { exact } = readGolden<FocalGolden>("focal.json");

  test("float64", () => {
    const points = exact[input].float64;
    points.input.forEach((text, i) => {
      const [x, y] = [Number(text), Number(points.label[i])];
      const truths = elementTruth(y, x, 1, {
        fromLogits: input === "logits",
        dialect: "exact",
        epsilon: 1e-7,
        labelSmoothing: 0,
        dtype: "float64",
        focus: { gamma: Number(points.gamma[i]), alpha: undefined },
      });
      const at = `gamma ${points.gamma[i]}, label ${y} at ${x}`;
      const expected = { loss: points.loss, gradient: points.grad, hessian: points.hess };
      for (const [quantity, list] of Object.entries(expected)) {
        const { value, size } = truths[quantity as keyof typeof expected];
        const known = Number(list[i]);
        if (toNumber(value) === known) continue;
        // Where terms cancel, 60 digits keep more than 30.
        const terms = Math.max(Math.abs(known), 2 ** -40 * toNumber(size));
        const distance = Math.abs(toNumber(value) - known) / ulp(terms, "float64");
        // What is beyond 30 digits may decide a tie.
        expect(distance, `${quantity}, ${at}`).toBeLessThanOrEqual(1);
      }
    });
  });
});

/** In units in the last place of a double. */
function apart(truth: Real, expected: number): number {
  const value = isFiniteReal(truth) ? toNumber(truth) : truth.hi;
  if (Object.is(value, expected) || value === expected) return 0;
  return Math.abs(value - expected) / ulp(expected, "float64");
}

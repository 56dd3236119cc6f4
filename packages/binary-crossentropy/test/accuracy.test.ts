// A sample of the sweep that `npm run sweep` makes whole, and the accuracy of sums.

import { BinaryCrossentropy, type FloatArray } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { gammas, sweepFocal, sweepLogits, sweepProbabilities } from "./accuracy/sweep.js";

const ulpAllowed = 2;

describe("over all of float32", () => {
  test.each([
    ["logits", sweepLogits, 40_009],
    ["probabilities in the exact dialect", sweepProbabilities, 10_007],
  ] as const)(
    "%s: loss, gradient and second derivative of a hard label are within 2 ulp",
    (_, sweep, stride) => {
      const { points, worst } = sweep(stride);
      expect(points).toBeGreaterThan(100_000);
      for (const { quantity, label, ulp, at } of worst) {
        expect(ulp, `${quantity} of label ${label} at ${at}`).toBeLessThanOrEqual(ulpAllowed);
      }
    },
  );
});

test.each(gammas.flatMap((gamma) => [[gamma, false] as const, [gamma, true] as const]))(
  "focal loss of gamma %d, balanced %s: loss and gradient of a hard label are within 4 ulp",
  (gamma, isBalanced) => {
    const { points, worst } = sweepFocal(4001, gamma, isBalanced);
    expect(points).toBeGreaterThan(20_000);
    for (const { quantity, label, ulp, at } of worst)
      expect(ulp, `${quantity} of label ${label} at ${at}`).toBeLessThanOrEqual(4);
  },
);

const ulpOf = (x: number) => 2 ** (Math.floor(Math.log2(Math.abs(x))) - 23);

/** Compensated summation of true losses, in double precision. */
function trueMean(
  yTrue: FloatArray,
  yPred: FloatArray,
  lossOf: (y: number, x: number) => number,
): number {
  let [sum, lost] = [0, 0];
  for (let i = 0; i < yPred.length; i++) {
    const term = lossOf(yTrue[i]!, yPred[i]!) - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
  }
  return sum / yPred.length;
}

const softplus = (z: number) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
const logitLoss = (y: number, z: number) => (1 - y) * softplus(z) + y * softplus(-z);
const [lowest, highest] = [Math.fround(1e-7), Math.fround(1 - Math.fround(1e-7))];
const kerasLoss = (y: number, p: number) => {
  const c = Math.min(Math.max(p, lowest), highest);
  const q = Math.fround(c + lowest);
  const r = Math.fround(Math.fround(1 - c) + lowest);
  return -(y * Math.log(q) + (1 - y) * Math.log(r));
};

let seed = 1;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

describe("sums are within 1 ulp of the true sum", () => {
  const cases: [name: string, y: () => number, z: (y: number) => number][] = [
    ["ordinary predictions", () => (random() < 0.3 ? 1 : 0), () => 2 * normal()],
    ["soft labels", random, () => 2 * normal()],
    [
      "predictions nearly all right",
      () => (random() < 0.5 ? 1 : 0),
      (y) => (y ? 1 : -1) * (9 + normal()),
    ],
    ["predictions all wrong", () => (random() < 0.5 ? 1 : 0), (y) => (y ? -1 : 1) * (9 + normal())],
    [
      "logits of all sizes",
      () => (random() < 0.5 ? 1 : 0),
      () => normal() * 10 ** (4 * random() - 2),
    ],
    ["tiny losses", () => 1, () => 60 + 20 * random()],
  ];
  const lengths = [8, 33, 1000, 5000, 100_000];
  test.each(cases)("of logits: %s", (_, label, logit) => {
    const bce = new BinaryCrossentropy({ fromLogits: true });
    for (const length of lengths) {
      const y = Float32Array.from({ length }, label);
      const z = Float32Array.from(y, (label) => logit(label));
      const expected = trueMean(y, z, logitLoss);
      expect(
        Math.abs(bce(y, z) - expected) / ulpOf(expected),
        `length ${length}`,
      ).toBeLessThanOrEqual(1);
      expect(bce.valueAndGrad(y, z).value).toBe(bce(y, z));
    }
  });

  test.each(cases)("of probabilities: %s", (_, label, logit) => {
    const bce = new BinaryCrossentropy();
    for (const length of lengths) {
      const y = Float32Array.from({ length }, label);
      const p = Float32Array.from(y, (label) => 1 / (1 + Math.exp(-logit(label))));
      const expected = trueMean(y, p, kerasLoss);
      // Predictions beyond what the clip tells from 1 cost −0 or a hair less.
      if (Math.abs(expected) < 1e-12) continue;
      expect(
        Math.abs(bce(y, p) - expected) / ulpOf(expected),
        `length ${length}`,
      ).toBeLessThanOrEqual(1);
      expect(bce.valueAndGrad(y, p).value).toBe(bce(y, p));
    }
  });

  test.each(cases)(
    "of probabilities in float64, to 13 digits, however small: %s",
    (_, label, logit) => {
      for (const labelSmoothing of [0, 0.1]) {
        const bce = new BinaryCrossentropy({ labelSmoothing, dialect: "keras3" });
        const loss = (y: number, p: number) => {
          const c = Math.min(Math.max(p, 1e-7), 1 - 1e-7);
          const t = y * (1 - labelSmoothing) + labelSmoothing / 2;
          return -(t * Math.log(c) + (1 - t) * Math.log(1 - c));
        };
        for (const length of lengths) {
          const y = Float64Array.from({ length }, label);
          const p = Float64Array.from(y, (label) => 1 / (1 + Math.exp(-logit(label))));
          const expected = trueMean(y, p, loss);
          expect(Math.abs(bce(y, p) - expected) / expected, `length ${length}`).toBeLessThanOrEqual(
            1e-13,
          );
          expect(bce.valueAndGrad(y, p).value).toBe(bce(y, p));
        }
      }
    },
  );

  test("of equal elements, where the same rounding comes again and again", () => {
    const bce = new BinaryCrossentropy({ fromLogits: true });
    for (let z = -12; z < 12; z += 0.0371) {
      const y = new Float32Array(4096).fill(1);
      const logits = new Float32Array(4096).fill(z);
      const expected = trueMean(y, logits, logitLoss);
      const got = bce(y, logits);
      // One for the sum, and one for the elements, which all err alike.
      expect(Math.abs(got - expected) / ulpOf(expected), `logit ${z}`).toBeLessThanOrEqual(2);
    }
  });
});

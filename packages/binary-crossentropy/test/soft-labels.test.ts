// Labels between 0 and 1: the loss of each element is the true one to 2 ulp, under every dialect;
// and what else is computed of two terms, or of numbers that each step rounds, in double precision.

import { describeInTiers } from "@binary-crossentropy/test/tiers";
import { BinaryCrossentropy } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { elementTruth } from "./oracle/element.js";
import { distance } from "./oracle/precision.js";
import { larger, one } from "./oracle/real.js";
import { inputs, kinds, testDtypes } from "./support/kernel-inputs.js";

let seed = 3;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

const counts = [2000, 20_000].map((count) => [`${count} labels`, count] as const);

describeInTiers(counts, ["2000 labels"], (_, count) => {
  describe.each(inputs)("$name", ({ name, fromLogits, dialect }) => {
    const options = { fromLogits, dialect, epsilon: 1e-7, labelSmoothing: 0 };

    /**
     * The farthest of the numbers from what is true, in ulp of it, or of 1 and the size of what it is
     * made of.
     */
    function farthest(
      dtype: "float32" | "float64",
      y: ArrayLike<number>,
      x: ArrayLike<number>,
      got: ArrayLike<number>,
      what: Quantity,
      isOfSize = false,
      posWeight = 1,
    ) {
      let worst = { ulp: 0, at: "" };
      for (let i = 0; i < count; i++) {
        const { value, size } = elementTruth(y[i]!, x[i]!, posWeight, { ...options, dtype })[what];
        const ulp = distance(got[i]!, value, isOfSize ? larger(one, size) : value, dtype);
        if (!(ulp <= worst.ulp)) worst = { ulp, at: `${y[i]}, ${x[i]}` };
      }
      return worst;
    }
    type Quantity = "loss" | "gradient" | "hessian";

    testDtypes(name, (dtype) => {
      const Kind = kinds[dtype];
      const isPlain = fromLogits || dialect === "exact" || dialect === "torch";
      const each = new BinaryCrossentropy({ ...options, axis: [], reduction: "none" });
      const x = new Kind(count).map((_, i) =>
        fromLogits ? 12 * (random() - 0.5) : i % 4 === 0 ? 1 - 2 ** (-20 * random()) : random(),
      );
      const soft = new Kind(count).map(random);
      // Where 1 − y and the logarithm are both rounded as far as they can be.
      if (!fromLogits) [soft[0], x[0]] = [0.3, 0.9998277263050038];
      // Where the two terms of the gradient are.
      if (!fromLogits) [soft[1], x[1]] = [0.1, 0.49719181656837463];
      const hard = new Kind(count).map(() => (random() < 0.5 ? 0 : 1));
      const loss = farthest(dtype, soft, x, each(soft, x).data, "loss");
      expect(loss.ulp, loss.at).toBeLessThanOrEqual(2);
      if (dialect !== "torch" || fromLogits) {
        const grad = farthest(
          dtype,
          soft,
          x,
          each.valueAndGrad(soft, x).grad.data,
          "gradient",
          true,
        );
        expect(grad.ulp, grad.at).toBeLessThanOrEqual(2);
      }
      if (dialect !== "torch" && !fromLogits) {
        for (const posWeight of [1, 2.7]) {
          // One for each label: then the kernels do not know that it changes nothing.
          const posWeights = new Array<number>(count).fill(posWeight);
          const own = new BinaryCrossentropy({
            ...options,
            posWeight: posWeights,
            axis: [],
            reduction: "none",
          });
          const { data } = own.valueAndGrad(soft, x).grad;
          const grad = farthest(dtype, soft, x, data, "gradient", true, posWeight);
          expect(grad.ulp, grad.at).toBeLessThanOrEqual(2);
        }
      }
      if (!isPlain) return;
      const gradient = farthest(dtype, hard, x, each.valueAndGrad(hard, x).grad.data, "gradient");
      if (dialect !== "torch") expect(gradient.ulp, gradient.at).toBeLessThanOrEqual(2);
      const hessian = farthest(dtype, soft, x, each.hessian(soft, x).data, "hessian");
      expect(hessian.ulp, hessian.at).toBeLessThanOrEqual(3);
    });
  });
});

test("PyTorch's second derivative keeps its digits where its square root has almost no room", () => {
  const bce = new BinaryCrossentropy({
    dialect: "torch",
    axis: [],
    reduction: "none",
    dtype: "float64",
  });
  const p = Float64Array.of(1e-150, 1e-130, 1e-108, 1e-107, 1e-20);
  const y = new Float64Array(5);
  bce.hessian(y, p).data.forEach((second, i) => {
    const { value } = elementTruth(0, p[i]!, 1, {
      fromLogits: false,
      dialect: "torch",
      epsilon: 0,
      labelSmoothing: 0,
      dtype: "float64",
    }).hessian;
    expect(distance(second, value, value, "float64"), `${p[i]}`).toBeLessThanOrEqual(3);
  });
});

test("no label has no second derivative, and an infinite logit costs what its label's sign says", () => {
  const bce = new BinaryCrossentropy({ fromLogits: true, axis: [], reduction: "none" });
  const labels = Float32Array.of(0, NaN, 1, 0.5);
  expect(Array.from(bce.hessian(labels, Float32Array.of(1, 1, 1, 1)).data, Number.isNaN)).toEqual([
    false,
    true,
    false,
    false,
  ]);
  const smoothed = new BinaryCrossentropy({
    fromLogits: true,
    labelSmoothing: 0.9,
    axis: [],
    reduction: "none",
  });
  const ends = Float32Array.of(Infinity, -Infinity, Infinity, -Infinity);
  expect(Array.from(smoothed(Float32Array.of(2, 2, -1, -1), ends).data)).toEqual(
    new Array(4).fill(Infinity),
  );
});

test.each(["float32", "float64"] as const)(
  "a faint label or loss under a weight or a posWeight in %s",
  (dtype) => {
    const Kind = kinds[dtype];
    const [least, large] =
      dtype === "float32" ? [2 ** -149, 2 ** 100] : [Number.MIN_VALUE, 2 ** 1000];
    const each = new BinaryCrossentropy({ reduction: "none", dtype });
    const column = (x: number) => ({ data: new Kind(5).fill(x), shape: [5, 1] });
    const wanted =
      -Math.log(dtype === "float32" ? Math.fround(2 * Math.fround(1e-7)) : 2e-7) * (least * large);
    for (const loss of each(column(least), column(0), new Kind(5).fill(large)).data)
      expect(loss / wanted).toBeCloseTo(1, 6);
    const tilted = new BinaryCrossentropy({ reduction: "none", dtype, posWeight: 2.5 });
    const unit = least;
    for (const loss of tilted(column(least), column(0)).data)
      expect(Math.abs(loss - (2.5 * wanted) / large)).toBeLessThanOrEqual(unit);
    const exact = new BinaryCrossentropy({
      dialect: "exact",
      labelSmoothing: 0.5,
      posWeight: 0,
      reduction: "none",
      dtype,
    });
    const tiny = 37 * least;
    for (const loss of exact(column(1), column(tiny), new Kind(5).fill(64)).data)
      expect(Math.abs(loss - 16 * tiny)).toBeLessThanOrEqual(unit);
  },
);

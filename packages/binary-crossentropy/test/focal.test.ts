// Focal loss as Keras, optax and exact arithmetic have it: the values of focal.json.

import {
  flat,
  type JsonNumber,
  type JsonTensor,
  readGolden,
  tensor,
} from "@binary-crossentropy/test/golden";
import { BinaryFocalCrossentropy, type Reduction, type TensorLike } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { difference, ulp } from "./support/compare.js";
import { type FocalGolden, focalOptionsOf, fromReference } from "./support/focal-golden.js";

const golden = readGolden<FocalGolden>("focal.json");

const numbers = ({ data }: JsonTensor) => data.map(Number);
const given = (json: JsonTensor) => tensor(json) as TensorLike;

describe.each(["keras2", "keras3"] as const)("%s", (dialect) => {
  const cases = golden.keras.filter((one) => one.dialect === dialect);
  const titled = cases.map((one, i) => {
    const weight = one.sample_weight ? `, weight [${one.sample_weight.shape}]` : "";
    const title = `[${one.y_pred.shape}] ${one.y_pred.dtype} ${JSON.stringify(one.options)}${weight}`;
    return { one, title: `${i} ${title}` };
  });

  test.each(titled)("$title", ({ one }) => {
    const focal = new BinaryFocalCrossentropy<Reduction>(focalOptionsOf(one));
    const weight = one.sample_weight ? given(one.sample_weight) : undefined;
    const [yTrue, yPred] = [given(one.y_true), given(one.y_pred)];
    const { value, grad } = focal.valueAndGrad(yTrue, yPred, weight);
    const { shape, data } = flat(value);
    expect(shape).toEqual(one.value.shape);
    const precision = one.y_pred.dtype === "float32" ? 2e-6 : 1e-12;
    expect(fromReference(data, one.value, precision)).toBe("");
    expect(grad.data).not.toContain(NaN);
    expect(fromReference(grad.data, one.grad_y_pred, precision)).toBe("");
  });
});

describe("optax", () => {
  const titled = golden.optax.map((one) => ({
    one,
    title: `gamma ${one.gamma}, alpha ${one.alpha}`,
  }));

  test.each(titled)("$title", ({ one }) => {
    const focal = new BinaryFocalCrossentropy({
      fromLogits: true,
      gamma: one.gamma,
      alpha: one.alpha ?? 0.25,
      applyClassBalancing: one.alpha !== null,
      axis: [],
      reduction: "none",
    });
    const { value, grad } = focal.valueAndGrad(given(one.y_true), given(one.y_pred));
    const tolerance = { relative: 1e-12, floor: 1e-300 };
    expect(difference(value.data, numbers(one.value), tolerance)).toBe("");
    expect(difference(grad.data, numbers(one.grad_y_pred), tolerance)).toBe("");
  });
});

// What is allowed for hard labels, in units in the last place, by the table of gammas of the claim.
const most = { loss: 4, gradient: 4 };
const gammas = [0, 0.5, 1, 2, 5];

describe.each(["logits", "probs"] as const)("exact %s", (input) => {
  describe.each(["float32", "float64"] as const)("%s", (dtype) => {
    const points = golden.exact[input][dtype];
    const Kind = (dtype === "float32" ? Float32Array : Float64Array) as Float64ArrayConstructor;
    const known = [...new Set(points.gamma.map(Number))];
    const byGamma = known.map((gamma) => {
      const at = points.gamma.flatMap((other, i) => (Number(other) === gamma ? [i] : []));
      const pick = (list: readonly JsonNumber[]) => Kind.from(at, (i) => Number(list[i]));
      const [y, x] = [pick(points.label), pick(points.input)];
      const focal = new BinaryFocalCrossentropy({
        fromLogits: input === "logits",
        dialect: "exact",
        axis: [],
        reduction: "none",
        gamma,
      });
      const { value, grad } = focal.valueAndGrad(y, x);
      const hessian = focal.hessian(y, x).data;
      return {
        gamma,
        y,
        x,
        loss: { actual: value.data, expected: pick(points.loss) },
        gradient: { actual: grad.data, expected: pick(points.grad) },
        hessian: { actual: hessian, expected: pick(points.hess) },
      };
    });

    /** The largest distance over all points, of a unit for each. */
    function worst(
      quantity: "loss" | "gradient" | "hessian",
      isWanted: (gamma: number, y: number) => boolean,
      unit: (expected: number, gamma: number, y: number, x: number) => number,
    ): number {
      let largest = 0;
      for (const { gamma, y, x, [quantity]: of } of byGamma) {
        of.expected.forEach((e, i) => {
          const a = of.actual[i]!;
          if (!isWanted(gamma, y[i]!) || a === e) return;
          const distance = Math.abs(a - e) / unit(e, gamma, y[i]!, x[i]!);
          largest = Math.max(largest, Number.isNaN(distance) ? Infinity : distance);
        });
      }
      return largest;
    }

    const isHard = (y: number) => y === 0 || y === 1;
    const ofUnit = (e: number) => ulp(e, dtype);

    test.each(["loss", "gradient"] as const)(
      "the %s of a hard label is within 4 ulp",
      (quantity) => {
        const isClaimed = (gamma: number, y: number) => isHard(y) && gammas.includes(gamma);
        expect(worst(quantity, isClaimed, ofUnit)).toBeLessThanOrEqual(most[quantity]);
      },
    );

    test("under a large gamma the error of log(1 − p_t) counts gamma times", () => {
      const unit = (e: number, gamma: number) => Math.max(1, gamma) * ulp(e, dtype);
      expect(worst("loss", (_, y) => isHard(y), unit)).toBeLessThanOrEqual(4);
      expect(worst("gradient", (_, y) => isHard(y), unit)).toBeLessThanOrEqual(4);
    });

    test("losses of soft labels, and derivatives by the size of their terms", () => {
      const ofTerms = (order: 0 | 1 | 2) => (e: number, gamma: number, y: number, x: number) =>
        Math.max(1, gamma) * Math.max(ulp(e, dtype), ulp(terms(input, order, gamma, y, x), dtype));
      expect(worst("loss", () => true, ofTerms(0))).toBeLessThanOrEqual(4);
      expect(worst("gradient", () => true, ofTerms(1))).toBeLessThanOrEqual(4);
      expect(worst("hessian", () => true, ofTerms(2))).toBeLessThanOrEqual(4);
    });
  });
});

/**
 * The sum of the sizes of the terms that a derivative of m^γ L is made of, by the product rule, in
 * plain double precision: where they cancel, only this many digits of the derivative mean anything.
 */
function terms(
  input: "logits" | "probs",
  order: 0 | 1 | 2,
  gamma: number,
  y: number,
  x: number,
): number {
  const p = input === "probs" ? x : 1 / (1 + Math.exp(-x));
  const r = input === "probs" ? 1 - x : 1 / (1 + Math.exp(x));
  const m = y * r + (1 - y) * p;
  const rate = input === "probs" ? 1 : p * r;
  const rates = [1, rate, rate * (input === "probs" ? 0 : Math.abs(r - p))];
  const times = (a: number, b: number) => (a === 0 || b === 0 ? 0 : a * b);
  const loss = [
    times(y, -Math.log(p)) + times(1 - y, -Math.log(r)),
    input === "probs" ? times(1 - y, 1 / r) + times(y, 1 / p) : (1 - y) * p + y * r,
    input === "probs" ? times(1 - y, 1 / r ** 2) + times(y, 1 / p ** 2) : p * r,
  ];
  const first = times(gamma * Math.abs(1 - 2 * y), m ** (gamma - 1));
  const second = times(Math.abs(gamma * (gamma - 1)) * (1 - 2 * y) ** 2, m ** (gamma - 2));
  const power = [
    m ** gamma,
    first * rates[1]!,
    times(second, rates[1]! ** 2) + times(first, rates[2]!),
  ];
  const sum = [
    times(power[0]!, loss[0]!),
    times(power[0]!, loss[1]!) + times(power[1]!, loss[0]!),
    times(power[0]!, loss[2]!) + 2 * times(power[1]!, loss[1]!) + times(power[2]!, loss[0]!),
  ][order]!;
  return Number.isFinite(sum) ? sum : 0;
}

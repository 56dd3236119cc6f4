// Numbers from all over the range of floats, subnormal ones included: predictions, weights,
// posWeight, epsilon, smoothing and the scale that a reduction gives. Where the result is a number,
// it is the right one, whatever a product of some of its factors would be. The expected values are
// sums of logarithms, which have no range to leave.

import {
  BinaryCrossentropy,
  type Dialect,
  type Dtype,
  metrics,
  type Reduction,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { describeDtypes, inputs, kinds } from "./support/kernel-inputs.js";

type Quantity = "loss" | "gradient" | "hessian";

const limits = {
  float32: {
    lowest: -149,
    highest: 127.9,
    belowOne: 2 ** -24,
    relative: 1.5e-6,
    spacing: 2 ** -149,
  },
  float64: {
    lowest: -1074,
    highest: 1023.9,
    belowOne: 2 ** -53,
    relative: 3e-12,
    spacing: 2 ** -1074,
  },
} as const;

let seed = 7;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
const pick = <T>(...of: T[]): T => of[Math.floor(random() * of.length)]!;
/** From 2^from to 2^to, all sizes alike. */
const anySize = (from: number, to: number) => {
  const exponent = from + (to - from) * random();
  return exponent < -1000 ? 2 ** -1000 * 2 ** (exponent + 1000) : 2 ** exponent;
};

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const logSoftplus = (x: number) => (x < -40 ? x : Math.log(softplus(x)));

/** log |f| of what an element with a label of 0 or 1 costs, or of a derivative, and its sign. */
type LogOf = (quantity: Quantity, label: 0 | 1, x: number) => number;

const logLogits: LogOf = (quantity, label, z) => {
  const x = label === 1 ? -z : z;
  if (quantity === "loss") return logSoftplus(x);
  return quantity === "gradient" ? -softplus(-x) : -softplus(x) - softplus(-x);
};

function logProbabilities(dialect: Dialect, dtype: Dtype, epsilon: number): LogOf {
  const round = dtype === "float32" ? Math.fround : (x: number) => x;
  const { belowOne, spacing } = limits[dtype];
  const eps = Math.max(round(epsilon), spacing);
  const isKeras = dialect === "keras2" || dialect === "keras3";
  const added = dialect === "keras2" ? eps : 0;
  const highest = Math.min(round(1 - eps), 1 - belowOne);
  return (quantity, label, given) => {
    const isClipped = isKeras && (given < eps || given > highest);
    const p = isKeras ? Math.min(Math.max(given, eps), highest) : given;
    if (isClipped && quantity !== "loss") return -Infinity;
    const v = label === 1 ? round(p + added) : isKeras ? round(round(1 - p) + added) : 1 - p;
    const minusLog = isKeras || label === 1 ? -Math.log(v) : -Math.log1p(-p);
    if (quantity === "loss")
      return Math.log(dialect === "torch" ? Math.min(minusLog, 100) : minusLog);
    if (dialect !== "torch") return (quantity === "gradient" ? -1 : -2) * Math.log(v);
    const other = Math.log(label === 1 ? 1 - p : p);
    if (quantity === "gradient") return other - Math.log(Math.max(p * (1 - p), 1e-12));
    return 2 * (other - Math.log(p + 1e-12) - Math.log(1 - p + 1e-12));
  };
}

interface Element {
  y: number;
  x: number;
  w: number;
}

/**
 * The exponentials of the logarithms, each with its sign, added up; and the size of the largest.
 */
function sum(terms: readonly (readonly [sign: number, log: number])[]): {
  value: number;
  size: number;
} {
  const largest = Math.max(...terms.map(([, log]) => log));
  if (largest === -Infinity) return { value: 0, size: 0 };
  const scaled = terms.reduce((total, [sign, log]) => total + sign * Math.exp(log - largest), 0);
  // In two steps: the exponential of the largest alone may be none, or rounded.
  const half = Math.exp(largest / 2);
  return { value: scaled * half * half, size: half * half };
}

interface Setting {
  labelSmoothing: number;
  posWeight: number;
  reduction: Reduction;
}

function termsOf(
  quantity: Quantity,
  { y, x, w }: Element,
  { labelSmoothing: s, posWeight }: Setting,
  logOf: LogOf,
) {
  const A = (1 - y) * (1 - s) + s / 2;
  const t = y * (1 - s) + s / 2;
  const sign = quantity === "gradient" ? -1 : 1;
  const zero = [1, Math.log(w) + Math.log(A) + logOf(quantity, 0, x)] as const;
  const one = [
    sign,
    Math.log(w) + Math.log(t) + Math.log(posWeight) + logOf(quantity, 1, x),
  ] as const;
  // A factor of 0 takes an infinity away.
  return [zero, one].map(([by, log]) => [by, Number.isNaN(log) ? -Infinity : log] as const);
}

function compare(
  got: number,
  { value, size }: { value: number; size: number },
  dtype: Dtype,
  at: string,
): void {
  const { relative, spacing } = limits[dtype];
  const largest = dtype === "float32" ? 3.4028234663852886e38 : Number.MAX_VALUE;
  if (Math.abs(value) > largest * (1 - relative)) {
    // Around the largest number a rounding decides.
    if (Math.abs(value) <= largest * (1 + relative)) return;
    expect(got, at).toBe(Math.sign(value) * Infinity);
    return;
  }
  const allowed = relative * Math.max(size, Math.abs(value)) + 2 * spacing;
  if (!(Math.abs(got - value) <= allowed)) throw new Error(`${got} instead of ${value}: ${at}`);
}

const reductions = ["sum", "auto", "mean_with_sample_weight", "none"] as const;

describe.each(inputs)("$name", ({ name, fromLogits, dialect }) => {
  describeDtypes(name, (dtype) => {
    const Kind = kinds[dtype];
    const { lowest, highest, belowOne } = limits[dtype];
    const isSingle = dtype === "float32";
    const round = (x: number) => Kind.of(x)[0]!;
    const farthest = isSingle ? 300 : 2000;
    const prediction = () =>
      fromLogits
        ? pick(-1, 1) *
          pick(
            () => farthest * random(),
            () => anySize(lowest, 12),
            () => anySize(-3, 12),
          )()
        : pick(
            random,
            () => anySize(lowest, -1),
            () => anySize(lowest, -1),
            () => 1 - anySize(Math.log2(belowOne), -1),
          )();
    const factor = (isWide: boolean) => (isWide ? anySize(lowest, highest) : anySize(-3, 3));
    const label = () => pick(0, 1, 0, 1, random(), anySize(lowest, -1));

    test.each(reductions)("%s", (reduction) => {
      for (let round1 = 0; round1 < 400; round1++) {
        const count = pick(1, 2, 3, 5, 17, 40);
        const labelSmoothing = pick(0, 0, 0, 0.1, anySize(-1074, -1));
        const posWeight = pick(1, 1, 1, 3, anySize(-1074, 127.9));
        const epsilon = pick(1e-7, 1e-7, anySize(-1074, -2));
        const isWide = random() < 0.5;
        const elements: Element[] = Array.from({ length: count }, () => ({
          y: round(label()),
          x: round(prediction()),
          w: round(random() < 0.1 ? 0 : factor(isWide)),
        }));
        // A sum of weights that is none is no setting for a mean; float64 has no wider type to hold
        // it.
        const setting = { labelSmoothing, posWeight, reduction };
        const hasWeights = reduction === "mean_with_sample_weight" || random() < 0.7;
        if (!hasWeights) for (const element of elements) element.w = 1;
        const bce = new BinaryCrossentropy({
          fromLogits,
          dialect,
          dtype,
          epsilon,
          axis: -1,
          ...setting,
        });
        const column = (of: keyof Element) => ({
          data: new Kind(elements.map((element) => element[of])),
          shape: [count, 1],
        });
        const args = [column("y"), column("x"), hasWeights ? column("w") : null] as const;
        const logOf = fromLogits ? logLogits : logProbabilities(dialect, dtype, epsilon);
        const logWeights = sumLog(elements.map(({ w }) => Math.log(w)));
        const logDivisor = {
          sum: 0,
          none: 0,
          auto: Math.log(count),
          mean_with_sample_weight: logWeights,
        }[reduction];
        if (logDivisor === -Infinity) continue;
        const at = (i: number) =>
          `element ${JSON.stringify(elements[i])} of ${count}, ${JSON.stringify({ ...setting, epsilon, logWeights })}`;
        const divided = (terms: (readonly [number, number])[]) =>
          sum(terms.map(([sign, log]) => [sign, log - logDivisor] as const));
        const { value, grad } = bce.valueAndGrad(...args);
        const second = bce.hessian(...args);
        const of = (quantity: Quantity, i: number) =>
          divided(termsOf(quantity, elements[i]!, setting, logOf));
        elements.forEach((_, i) => {
          compare(grad.data[i]!, of("gradient", i), dtype, `gradient of ${at(i)}`);
          compare(second.data[i]!, of("hessian", i), dtype, `second derivative of ${at(i)}`);
          if (typeof value !== "number")
            compare(value.data[i]!, of("loss", i), dtype, `loss of ${at(i)}`);
        });
        if (typeof value !== "number") continue;
        const total = divided(
          elements.flatMap((element) => termsOf("loss", element, setting, logOf)),
        );
        compare(value, total, dtype, `value of ${JSON.stringify(elements)}, ${at(0)}`);
        expect(bce(...args)).toBe(value);
      }
    });
  });
});

/** The logarithm of a sum of exponentials. */
function sumLog(logs: readonly number[]): number {
  const largest = Math.max(...logs);
  return largest === -Infinity
    ? largest
    : largest + Math.log(logs.reduce((total, log) => total + Math.exp(log - largest), 0));
}

// In nats, from 30 digits: w y |z| + log1p(exp(−|z|)), and beside it a label that is no number of few
// digits, which must not depend on its neighbour.
test("a subnormal label keeps its digits under posWeight, wherever it lies in a vector", () => {
  const posWeight = 0.7671179212629795;
  const [label, z] = [2 ** -149, -86.54338073730469];
  const bce = new BinaryCrossentropy({ fromLogits: true, posWeight, axis: [], reduction: "none" });
  const alone = bce([label], [z]).data[0]!;
  expect(Math.abs(alone - 2.598297380664988e-38)).toBeLessThanOrEqual(4 * 2 ** -149);
  for (let at = 0; at < 4; at++) {
    const [labels, logits] = [new Float32Array(4), new Float32Array(4)];
    labels[at] = label;
    logits[at] = z;
    const losses = bce(labels, logits).data;
    expect(losses[at]).toBe(alone);
    expect(losses[(at + 1) % 4]).toBe(Math.fround(Math.LN2));
  }
});

test("an infinite loss stays infinite where its factors are subnormal numbers", () => {
  const metric = new metrics.BinaryCrossentropy({ dialect: "exact" });
  metric.updateState(Float64Array.of(1e-312, 0.5), Float64Array.of(0, 0.5));
  expect(metric.result()).toBe(Infinity);
  const tiny = new metrics.BinaryCrossentropy({ dialect: "exact", posWeight: 1e-12 });
  tiny.updateState(Float64Array.of(1e-300), Float64Array.of(0));
  expect(tiny.result()).toBe(Infinity);
});

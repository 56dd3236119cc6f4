// The reference values of tf.keras 2 and Keras 3: values, gradients to yPred and to yTrue, and refusals.

import { flat, goldenNames, tensor } from "@binary-crossentropy/test/golden";
import {
  type KerasCase,
  kerasNames,
  optionsOf,
  problemOf,
  readKeras,
} from "@binary-crossentropy/test/keras-case";
import { binaryCrossentropy, type Dialect, type NdArray, ValueError } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { difference } from "./support/compare.js";

// TensorFlow flushes float32 subnormals to zero, so what is smaller than the smallest normal number is not compared.
const subnormal = 2 ** -126;

// What the references are exact to, by the dtype of the case, and why.
const relative = {
  // Every step rounds in float32.
  float32: 2e-6,
  // Every step rounds in float16.
  float16: 2e-3,
  // Double precision throughout …
  float64: 1e-12,
  // … but for the reduction, which tf.keras does in float32.
  "float64 through float32": 2e-7,
};

function evaluate(
  golden: KerasCase,
  dialect: Dialect,
  dtype?: "float32",
): { value: number | NdArray; grad: NdArray } {
  const { bce, yTrue, yPred, weight } = problemOf(golden, dialect, dtype);
  const { value, grad } = bce.valueAndGrad(yTrue, yPred, weight);
  const { reduction: _, ...options } = { ...optionsOf(golden, dialect), dtype };
  expect(
    flat(
      golden.form === "function"
        ? binaryCrossentropy(yTrue, yPred, options)
        : bce(yTrue, yPred, weight),
    ),
  ).toEqual(flat(value));
  return { value, grad };
}

/**
 * How large the two terms are whose difference is the gradient. The references round each of them, so for soft labels and
 * in the tails, where they cancel, only this many digits of their gradient mean anything. The coefficient of an element
 * comes from the reference itself: the derivative by the label is the coefficient times −z, or log(1 − p) − log p.
 */
function gradientTerms({
  options,
  y_true,
  y_pred,
  expect: { grad_y_pred, grad_y_true },
}: KerasCase): number[] {
  const s = options.label_smoothing ?? 0;
  const clip = (p: number) => Math.min(Math.max(p, 1e-7), 1 - 1e-7);
  const elements = Array.from(tensor(y_pred).data, Number).map((x, i) => {
    const t = Number(y_true.data[i]) * (1 - s) + s / 2;
    const p = clip(x);
    const [positive, negative] = options.from_logits
      ? [t, 1 / (1 + Math.exp(-x))]
      : [t / p, (1 - t) / (1 - p)];
    const byLabel = (options.from_logits ? -x : Math.log((1 - p) / p)) * (1 - s);
    const cancels = Math.abs(negative - positive) < 0.1 * (negative + positive);
    const coefficient = Math.abs(
      Math.abs(byLabel) > 1e-3
        ? Number(grad_y_true?.data[i] ?? 0) / byLabel
        : cancels
          ? 0
          : Number(grad_y_pred!.data[i]) / (negative - positive),
    );
    return { terms: positive + negative, coefficient };
  });
  const largest = Math.max(...elements.map(({ coefficient }) => coefficient));
  return elements.map(({ terms, coefficient }) => terms * (coefficient || largest));
}

test("every file of reference values has a test", () => {
  const elsewhere = ["exact.json", "fit.json", "focal.json", "peer_cases.json", "training.json"];
  expect(goldenNames().sort()).toEqual([...elsewhere, ...kerasNames].sort());
  // The README says so.
  expect(kerasNames.flatMap((name) => readKeras(name).cases)).toHaveLength(796);
});

describe.each(kerasNames)("%s", (file) => {
  const { dialect, cases } = readKeras(file);
  const titled = cases.map((golden, i) => ({
    golden,
    title: `${i} ${golden.name} ${golden.form} ${JSON.stringify(golden.options)}: ${golden.documented}`,
  }));

  test.each(titled)("$title", ({ golden }) => {
    const same = golden.documented === "same";
    if (golden.documented === "reject" || (same && golden.expect.raises)) {
      expect(() => evaluate(golden, dialect)).toThrow(ValueError);
      return;
    }
    const expected = (same ? golden.expect.value : golden.documented_value)!;
    const dtype = golden.y_pred.dtype as keyof typeof relative;
    // Keras 3 computes float64 in its floatx, float32, unless told otherwise: so does this case when it is told to.
    const asFloatx = dialect === "keras3" && dtype === "float64" && same;
    const precision =
      relative[
        asFloatx ? "float32" : dtype === "float64" && same ? "float64 through float32" : dtype
      ];
    const { value, grad } = evaluate(golden, dialect, asFloatx ? "float32" : undefined);
    const { shape, data } = flat(value);
    expect(shape).toEqual(expected.shape);
    expect(
      difference(data, expected.data.map(Number), { relative: precision, floor: subnormal }),
    ).toBe("");
    if (!same) return;
    const { grad_y_pred } = golden.expect;
    expect(grad.shape).toEqual(grad_y_pred!.shape);
    const floors = gradientTerms(golden).map((terms) => Math.max(precision * terms, subnormal));
    expect(
      difference(grad.data, grad_y_pred!.data.map(Number), { relative: precision, floor: floors }),
    ).toBe("");
  });

  // The loss is affine in the label, so the difference between a label of 1 and one of 0 is the derivative by it.
  const slopes = titled.filter(
    ({ golden }) => golden.documented === "same" && golden.expect.grad_y_true,
  );
  test.each(slopes)("by yTrue: $title", ({ golden }) => {
    const y = golden.y_true.data;
    const sums = y.map((_, i) => {
      const sumWith = (label: number) => {
        const data = y.map((other, j) => (i === j ? label : other));
        const asFloat32 =
          golden.y_pred.dtype === "float64" && dialect === "keras3" ? "float32" : undefined;
        return flat(
          evaluate({ ...golden, y_true: { ...golden.y_true, data } }, dialect, asFloat32).value,
        ).data;
      };
      const [one, zero] = [sumWith(1), sumWith(0)];
      const scale = Math.max(...[...one, ...zero].map((value) => Math.abs(value) || 0));
      // Cells that the label is not in stay as they are, a NaN among them too.
      const slope = one.reduce(
        (sum, value, cell) =>
          Object.is(value, zero[cell]) && !(one.length === y.length && cell === i)
            ? sum
            : sum + (value - zero[cell]!),
        0,
      );
      return { slope, scale };
    });
    const precision = relative[golden.y_pred.dtype === "float16" ? "float16" : "float32"];
    // The difference of two sums keeps the digits of the sums, not its own.
    const floor = sums.map(({ scale }) => precision * scale + subnormal);
    const expected = golden.expect.grad_y_true!.data.map(Number);
    expect(
      difference(
        sums.map(({ slope }) => slope),
        expected,
        { relative: precision, floor },
      ),
    ).toBe("");
  });
});

// The oracle against TensorFlow's tf.keras 2 and Keras 3: values, gradients, and what is to be
// refused.

import type { JsonTensor } from "@binary-crossentropy/test/golden";
import { tensor } from "@binary-crossentropy/test/golden";
import { type KerasCase, kerasNames, readKeras } from "@binary-crossentropy/test/keras-case";
import { describe, expect, test } from "vitest";
import type { Dialect } from "./element.js";
import { elements, factors, type Options, pose, reduce } from "./loss.js";
import { multiply, type Real, toNumber } from "./real.js";
import { Refusal } from "./refusal.js";
import type { Kind, TensorSpec } from "./tensor.js";

const kinds: Record<string, Kind> = {
  float64: "Float64Array",
  float32: "Float32Array",
  float16: "Float32Array",
  int32: "Int32Array",
  uint8: "Uint8Array",
  bool: "boolean",
};

function specOf(json: JsonTensor): TensorSpec {
  return {
    form: "shaped",
    kind: kinds[json.dtype]!,
    shape: json.shape,
    data: Array.from(tensor(json).data, Number),
  };
}

function solve(golden: KerasCase, dialect: Dialect, dtype?: "float32") {
  const {
    from_logits = false,
    label_smoothing = 0,
    axis = -1,
    reduction = "auto",
  } = golden.options;
  const isClass = golden.form === "class";
  const options: Options = {
    fromLogits: from_logits,
    labelSmoothing: label_smoothing,
    axis,
    dialect,
    reduction: isClass ? reduction : "none",
    ...(dtype && { dtype }),
  };
  const [yTrue, yPred] = [specOf(golden.y_true), specOf(golden.y_pred)];
  const problem = pose({
    options,
    repairs: isClass,
    yTrue,
    yPred,
    ...(golden.sample_weight && { sampleWeight: specOf(golden.sample_weight) }),
  });
  const truths = elements(problem);
  const by = factors(problem);
  return {
    shape:
      problem.reduction === "none" || problem.reduction === null ? problem.layout.cellShape : [],
    value: reduce(
      problem,
      truths.map(({ loss }) => loss),
    ).map(({ value }) => value),
    gradient: truths.map(({ gradient }, i) => multiply(by[i]!, gradient.value)),
    /**
     * What the gradient is accurate in relation to, in arithmetic that rounds both of its terms.
     */
    terms: truths.map(({ gradient }, i) => Math.abs(toNumber(multiply(by[i]!, gradient.size)))),
  };
}

// What the references are exact to, as in goldens.test.ts; they flush what is subnormal.
const relative: Record<string, number> = { float32: 2e-6, float16: 2e-3, float64: 1e-12 };
const inFloat32 = 2e-7;
const subnormal = 2 ** -126;

function worst(
  actual: readonly Real[],
  expected: readonly number[],
  units: (i: number) => number,
): number {
  expect(actual.length).toBe(expected.length);
  return actual.reduce((most, value, i) => {
    const [a, e] = [toNumber(value), expected[i]!];
    return a === e || (a !== a && e !== e)
      ? most
      : Math.max(most, Math.abs(a - e) / units(i) || Infinity);
  }, 0);
}

describe.each(kerasNames)("%s", (file) => {
  const { dialect, cases } = readKeras(file);
  test.each(
    cases.map((golden, i) => ({
      golden,
      title: `${i} ${golden.name} ${golden.form}: ${golden.documented}`,
    })),
  )("$title", ({ golden }) => {
    const isSame = golden.documented === "same";
    if (golden.documented === "reject" || (isSame && golden.expect.raises)) {
      expect(() => solve(golden, dialect)).toThrow(Refusal);
      return;
    }
    const dtype = golden.y_pred.dtype;
    const asFloatx = dialect === "keras3" && dtype === "float64" && isSame;
    const precision = asFloatx
      ? relative["float32"]!
      : dtype === "float64" && isSame
        ? inFloat32
        : relative[dtype]!;
    const { shape, value, gradient, terms } = solve(
      golden,
      dialect,
      asFloatx ? "float32" : undefined,
    );
    const expected = (isSame ? golden.expect.value : golden.documented_value)!;
    expect(shape).toEqual(expected.shape);
    const numbers = expected.data.map(Number);
    expect(
      worst(value, numbers, (i) => Math.max(precision * Math.abs(numbers[i]!), subnormal)),
    ).toBeLessThanOrEqual(1);
    if (!isSame) return;
    const gradients = golden.expect.grad_y_pred!.data.map(Number);
    expect(
      worst(gradient, gradients, (i) =>
        Math.max(precision * Math.max(Math.abs(gradients[i]!), terms[i]!), subnormal),
      ),
    ).toBeLessThanOrEqual(1);
  });
});

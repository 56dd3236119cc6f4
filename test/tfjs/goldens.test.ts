// The reference values of tf.keras 2 and Keras 3 on tensors of TensorFlow.js: values, gradients to yPred and to yTrue, and
// refusals. Tensors are float32, so cases of float64 are compared where the reference computes them in float32 too.

import * as tf from "@tensorflow/tfjs";
import type { Dialect, Reduction } from "binary-crossentropy";
import { BinaryCrossentropy, binaryCrossentropy, ValueError } from "binary-crossentropy/tfjs";
import { describe, expect, test } from "vitest";
import { difference } from "../support/compare.js";
import { goldenNames, type JsonTensor, readGolden } from "../support/golden.js";
import { flat, onEachBackend, tensorOf } from "./backends.js";

interface Case {
  name: string;
  form: "class" | "function";
  options: { from_logits?: boolean; label_smoothing?: number; axis?: number; reduction?: Reduction };
  y_true: JsonTensor;
  y_pred: JsonTensor;
  sample_weight?: JsonTensor | null;
  expect: { raises?: string; value?: JsonTensor; grad_y_pred?: JsonTensor; grad_y_true?: JsonTensor };
  documented: "same" | "accept" | "differs" | "reject";
  documented_value?: JsonTensor;
}

const subnormal = 2 ** -126;
const relative = { float32: 2e-6, float16: 2e-3, float64: 2e-6 };

function lossOf(golden: Case, dialect: Dialect): (y: tf.Tensor, x: tf.Tensor) => tf.Tensor {
  const { from_logits: fromLogits, label_smoothing: labelSmoothing, axis, reduction } = golden.options;
  const options = { dialect, fromLogits, labelSmoothing, axis };
  if (golden.form === "function") return (y, x) => binaryCrossentropy(y, x, options);
  const bce = new BinaryCrossentropy<Reduction>({ ...options, reduction });
  const weight = golden.sample_weight ? tensorOf(golden.sample_weight) : undefined;
  return (y, x) => bce(y, x, weight);
}

/** In float64 tf.keras 2 clips to 1e-7 and 1 − 1e-7 of that precision, which float32 cannot tell apart from 1. */
function isOfDouble({ y_pred, options, documented }: Case, dialect: Dialect): boolean {
  if (y_pred.dtype !== "float64" || options.from_logits || (dialect === "keras3" && documented === "same")) return false;
  return y_pred.data.some((p) => !(Number(p) > 1e-6 && Number(p) < 1 - 1e-3));
}

/** How large the terms are whose difference is a gradient: the references round each of them. */
function floorOf(golden: Case, expected: number[]): number {
  const scale = Math.max(1e-3, ...expected.filter(Number.isFinite).map(Math.abs));
  return 4 * relative[golden.y_pred.dtype as "float32"] * scale + subnormal;
}

onEachBackend(() => {
  describe.each(goldenNames().filter((name) => name.startsWith("keras")))("%s", (file) => {
    const dialect = file.replace(".json", "") as Dialect;
    const { cases } = readGolden<{ cases: Case[] }>(file);
    const titled = cases.map((golden, i) => ({
      golden,
      title: `${i} ${golden.name} ${golden.form} ${JSON.stringify(golden.options)}: ${golden.documented}`,
    }));

    test.each(titled.filter(({ golden }) => !isOfDouble(golden, dialect)))("$title", ({ golden }) => {
      const before = tf.memory().numTensors;
      tf.tidy(() => check(golden, dialect));
      expect(tf.memory().numTensors).toBe(before);
    });

    test.skip.each(titled.filter(({ golden }) => isOfDouble(golden, dialect)))("in float64 alone: $title", () => {});
  });
});

function check(golden: Case, dialect: Dialect): void {
  const same = golden.documented === "same";
  const [y, x] = [tensorOf(golden.y_true), tensorOf(golden.y_pred)];
  if (golden.documented === "reject" || (same && golden.expect.raises)) {
    expect(() => lossOf(golden, dialect)(y, x)).toThrow(ValueError);
    return;
  }
  const loss = lossOf(golden, dialect);
  const expected = (same ? golden.expect.value : golden.documented_value)!;
  const precision = relative[golden.y_pred.dtype as keyof typeof relative];
  const { shape, data } = flat(loss(y, x));
  expect(shape).toEqual(expected.shape);
  expect(difference(data, expected.data.map(Number), { relative: precision, floor: subnormal })).toBe("");
  const { grad_y_pred, grad_y_true } = golden.expect;
  if (!same || !grad_y_pred) return;
  // The recorded value is that of a call without a tape, and the gradient that of the sum of the values.
  const { value, grads } = tf.valueAndGrads((labels, predictions) => loss(labels!, predictions!).sum())([y.cast("float32"), x]);
  expect(difference([value.dataSync()[0]!], [Math.fround(data.reduce((a, b) => a + b, 0))], { relative: 1e-6, floor: subnormal })).toBe("");
  const byPrediction = grad_y_pred.data.map(Number);
  expect(difference(flat(grads[1]!).data, byPrediction, { relative: precision, floor: floorOf(golden, byPrediction) })).toBe("");
  if (!grad_y_true) return;
  const byLabel = grad_y_true.data.map(Number);
  expect(difference(flat(grads[0]!).data, byLabel, { relative: precision, floor: floorOf(golden, byLabel) })).toBe("");
}

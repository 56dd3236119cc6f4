// How one reference case of tf.keras 2 or Keras 3 is put to the loss on tensors, on any backend.
// Tensors are float32, so cases of float64 are compared where the reference computes them in
// float32 too.

import type { KerasCase } from "@binary-crossentropy/test/keras-case";
import * as tf from "@tensorflow/tfjs";
import type { Dialect, Reduction } from "binary-crossentropy";
import { BinaryCrossentropy, binaryCrossentropy, ValueError } from "binary-crossentropy/tfjs";
import { expect } from "vitest";
import { difference } from "../support/compare.js";
import { tensorOf } from "./tensors.js";

const subnormal = 2 ** -126;
const relative = { float32: 2e-6, float16: 2e-3, float64: 2e-6 };

export function lossOf(
  golden: KerasCase,
  dialect: Dialect,
): (y: tf.Tensor, x: tf.Tensor) => tf.Tensor {
  const {
    from_logits: fromLogits,
    label_smoothing: labelSmoothing,
    axis,
    reduction,
  } = golden.options;
  const options = { dialect, fromLogits, labelSmoothing, axis };
  if (golden.form === "function") return (y, x) => binaryCrossentropy(y, x, options);
  const bce = new BinaryCrossentropy<Reduction>({ ...options, reduction });
  const weight = golden.sample_weight ? tensorOf(golden.sample_weight) : undefined;
  return (y, x) => bce(y, x, weight);
}

/**
 * In float64 tf.keras 2 clips to 1e-7 and 1 − 1e-7 of that precision, which float32 cannot tell
 * apart from 1.
 */
export function isOfDouble({ y_pred, options, documented }: KerasCase, dialect: Dialect): boolean {
  if (
    y_pred.dtype !== "float64" ||
    options.from_logits ||
    (dialect === "keras3" && documented === "same")
  )
    return false;
  return y_pred.data.some((p) => !(Number(p) > 1e-6 && Number(p) < 1 - 1e-3));
}

/** How large the terms are whose difference is a gradient: the references round each of them. */
function floorOf(precision: number, expected: number[]): number {
  const scale = Math.max(1e-3, ...expected.filter(Number.isFinite).map(Math.abs));
  return 4 * precision * scale + subnormal;
}

/**
 * Checks a case, and that it leaves no tensor behind.
 *
 * @param device What the backend is exact to, where it is not as exact as the references.
 */
export async function check(golden: KerasCase, dialect: Dialect, device = 0): Promise<void> {
  const before = tf.memory().numTensors;
  const engine = tf.engine();
  engine.startScope();
  try {
    await checkInScope(golden, dialect, device);
  } finally {
    engine.endScope();
  }
  expect(tf.memory().numTensors).toBe(before);
}

async function checkInScope(golden: KerasCase, dialect: Dialect, device: number): Promise<void> {
  const same = golden.documented === "same";
  const [y, x] = [tensorOf(golden.y_true), tensorOf(golden.y_pred)];
  if (golden.documented === "reject" || (same && golden.expect.raises)) {
    expect(() => lossOf(golden, dialect)(y, x)).toThrow(ValueError);
    return;
  }
  const loss = lossOf(golden, dialect);
  const expected = (same ? golden.expect.value : golden.documented_value)!;
  const precision = Math.max(relative[golden.y_pred.dtype as keyof typeof relative], device);
  // A device's exp gives 0 next to the smallest numbers, and its log is exact to 2^-21 around 1, as
  // WebGPU wants it.
  const smallest = device === 0 ? subnormal : golden.options.from_logits ? 1e-37 : 2 ** -21;
  const value = loss(y, x);
  expect(value.shape).toEqual(expected.shape);
  const data = Array.from(await value.data());
  expect(
    difference(data, expected.data.map(Number), { relative: precision, floor: smallest }),
  ).toBe("");
  const { grad_y_pred, grad_y_true } = golden.expect;
  if (!same || !grad_y_pred) return;
  // The recorded value is that of a call without a tape, and the gradient that of the sum of the
  // values.
  const recorded = tf.valueAndGrads((labels, predictions) => loss(labels!, predictions!).sum())([
    y.cast("float32"),
    x,
  ]);
  const total = [Math.fround(data.reduce((a, b) => a + b, 0))];
  expect(
    difference(await recorded.value.data(), total, {
      relative: Math.max(1e-6, device),
      floor: smallest,
    }),
  ).toBe("");
  const [byLabel, byPrediction] = recorded.grads;
  for (const [actual, reference] of [
    [byPrediction!, grad_y_pred],
    [byLabel!, grad_y_true],
  ] as const) {
    if (!reference) continue;
    const values = reference.data.map(Number);
    expect(
      difference(await actual.data(), values, {
        relative: precision,
        floor: floorOf(precision, values),
      }),
    ).toBe("");
  }
}

// The reference values of tf.keras 2 and Keras 3: values, gradients by yPred and by yTrue, and
// refusals.

import { type JsonTensor, tensor } from "@binary-crossentropy/test/json-tensor";
import {
  type KerasCase,
  kerasNames,
  optionsOf,
  readKeras,
} from "@binary-crossentropy/test/keras-case";
import { thorough } from "@binary-crossentropy/test/tiers";
import { grad, jit } from "@jax-js/jax";
import type { Dialect } from "binary-crossentropy";
import { BinaryCrossentropy, binaryCrossentropy, ValueError } from "binary-crossentropy/jax";
import { describe, expect, test } from "vitest";
import type { Kind, Value } from "../../../src/jax/term.js";
import { difference, type Tolerance } from "../../support/compare.js";
import { array, type Device, numbers } from "../device.js";

// What the references are exact to: test/goldens.test.ts says why.
const relative = { float32: 2e-6, float16: 2e-3, float64: 1e-12, "reduced in float32": 2e-7 };

// TensorFlow flushes float32 subnormals to zero.
const subnormal = 2 ** -126;

export function goldens(device: Device): void {
  describe.each(kerasNames)("%s", (file) => {
    const { dialect, cases } = readKeras(file);
    const titled = cases
      .map((golden, i) => ({
        golden,
        title: `${i} ${golden.name} ${golden.form} ${JSON.stringify(golden.options)}: ${golden.documented}`,
      }))
      .filter(
        ({ golden }) => device.dtypes.includes("float64") || golden.y_pred.dtype !== "float64",
      );
    test("there are cases", () => expect(titled.length).toBeGreaterThan(200));
    // Each shape and each set of options is compiled anew: the quick tier has one case in eight.
    for (const [i, { golden, title }] of titled.entries())
      test(title, i % 8 === 0 ? {} : thorough, () => check(golden, dialect));
  });
}

async function check(golden: KerasCase, dialect: Dialect): Promise<void> {
  const isSame = golden.documented === "same";
  const asFloatx = isFloatx(golden, dialect);
  const y = arrayOf(golden.y_true);
  const x = arrayOf(golden.y_pred, asFloatx ? "float32" : golden.y_pred.dtype);
  if (golden.documented === "reject" || (isSame && golden.expect.raises)) {
    const weight = golden.sample_weight ? arrayOf(golden.sample_weight) : undefined;
    expect(() => lossOf(golden, dialect)(y, x, weight)).toThrow(ValueError);
    return;
  }
  const expected = (isSame ? golden.expect.value : golden.documented_value)!;
  const given = golden.y_pred.dtype as "float16" | "float32" | "float64";
  const isReduced = given === "float64" && isSame;
  const precision = relative[asFloatx ? "float32" : isReduced ? "reduced in float32" : given];
  const { grad_y_pred, grad_y_true } = golden.expect;
  const hasGradients = isSame && grad_y_pred !== undefined;
  const weight = golden.sample_weight ? [arrayOf(golden.sample_weight)] : [];
  const [value, byLabel, byPrediction] = compiledFor(golden, dialect, hasGradients)(
    y,
    x,
    ...weight,
  );
  expect(value!.shape).toEqual(expected.shape);
  await compare(value!, expected, { relative: precision, floor: subnormal });
  if (!hasGradients) return;
  for (const [actual, reference] of [
    [byPrediction!, grad_y_pred],
    [byLabel!, grad_y_true],
  ] as const) {
    const floor = reference ? floorOf(precision, reference.data.map(Number)) : 0;
    if (reference) await compare(actual, reference, { relative: precision, floor });
  }
}

async function compare(actual: Value, { data }: JsonTensor, tolerance: Tolerance): Promise<void> {
  expect(difference(await numbers(actual), data.map(Number), tolerance)).toBe("");
}

type LossAndGradients = (y: Value, x: Value, weight?: Value) => Value[];

const compiled = new Map<string, LossAndGradients>();

/** The loss, and where asked for its gradients by label and prediction, compiled once. */
function compiledFor(golden: KerasCase, dialect: Dialect, hasGradients: boolean): LossAndGradients {
  const { form, options } = golden;
  const key = JSON.stringify([dialect, form, options, isFloatx(golden, dialect), hasGradients]);
  const known = compiled.get(key);
  if (known) return known;
  const loss = lossOf(golden, dialect);
  const both = { argnums: [0, 1] };
  const total = (y: Value, x: Value, ...weight: Value[]) => loss(y, x, ...weight).sum();
  const made = jit((y: Value, x: Value, ...weight: Value[]) => {
    if (!hasGradients) return [loss(y, x, ...weight)];
    const kept = weight.map((w) => w.ref);
    const value = loss(y.ref, x.ref, ...kept);
    return [value, ...grad(total, both)(y.astype(x.dtype), x, ...weight)];
  }) as LossAndGradients;
  compiled.set(key, made);
  return made;
}

/** Keras 3 computes float64 in its floatx, float32, unless told otherwise. */
function isFloatx({ y_pred, documented }: KerasCase, dialect: Dialect): boolean {
  return dialect === "keras3" && y_pred.dtype === "float64" && documented === "same";
}

function lossOf(golden: KerasCase, dialect: Dialect): (y: Value, x: Value, w?: Value) => Value {
  const { reduction, ...options } = optionsOf(golden, dialect);
  return golden.form === "function"
    ? (y, x) => binaryCrossentropy(y, x, options)
    : new BinaryCrossentropy({ ...options, reduction });
}

/** A reference tensor; what jax-js has no kind for is float32. */
function arrayOf(golden: JsonTensor, precision = golden.dtype): Value {
  const { data, shape } = tensor(golden);
  const kinds = ["bool", "int32", "float64"];
  const kind = kinds.includes(precision) ? (precision as Kind) : "float32";
  return array(Array.from(data, Number), shape, kind);
}

/** How large the terms are whose difference is a gradient: the references round each of them. */
function floorOf(precision: number, expected: number[]): number {
  const scale = Math.max(1e-3, ...expected.filter(Number.isFinite).map(Math.abs));
  return 4 * precision * scale + subnormal;
}

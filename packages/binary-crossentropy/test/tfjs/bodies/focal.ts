// Focal loss on tensors, on any backend: the values of Keras and optax, exact arithmetic, and at the
// edges what the main entry gives, with derivatives.

import type { JsonNumber } from "@binary-crossentropy/test/json-tensor";
import * as tf from "@tensorflow/tfjs";
import { BinaryFocalCrossentropy as Core, type Reduction } from "binary-crossentropy";
import {
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyOptions,
} from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { difference } from "../../support/compare.js";
import {
  type FocalGolden,
  focalOptionsOf,
  fromReference,
  type KerasFocalCase,
  type OptaxFocalCase,
} from "../../support/focal-golden.js";
import { tensorOf } from "../tensors.js";
import { exactTo } from "./exactness.js";
import type { ReadGolden } from "./read-golden.js";

/**
 * Cases whose probabilities are doubles are clipped to what float32 cannot tell from 1; the main
 * entry is held to them.
 */
const isOfDouble = ({ y_pred, options }: KerasFocalCase) =>
  y_pred.dtype === "float64" && !options.from_logits;

/** The value, and the gradient of its sum by the prediction. */
async function solve(
  loss: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
): Promise<{ shape: number[]; value: number[]; grad: number[] }> {
  const value = loss(x);
  const grad = tf.grad((z: tf.Tensor) => tf.sum(loss(z)))(x);
  return {
    shape: value.shape,
    value: Array.from(await value.data()),
    grad: Array.from(await grad.data()),
  };
}

const labelKinds = [0, 1, 0.25, NaN];
const ends: Readonly<Record<"logits" | "probs", readonly number[]>> = {
  logits: [0, -0, 1, -1, 15, -15, 87, -87, 104, -104, 1000, -1000, Infinity, -Infinity, NaN],
  probs: [0, 1, 0.5, 1e-20, 1 - 2 ** -24, 1e-7, 1e-3, 0.9, NaN],
};

/**
 * @param backend The active one. On webgpu each set of options has shaders of its own to compile: a
 * few stand for all.
 */
export function testFocal(backend: string, golden: ReadGolden): void {
  const [every, gammas] = backend === "webgpu" ? [31, [2]] : [1, [0.5, 1, 2, 3.5]];
  const { relative, floor, besideOne, isDevice } = exactTo[backend]!;
  /** What the logarithm of a device is exact to beside 1, by so many derivatives of a power of 1 − p_t. */
  const ofLogarithm = (fromLogits: boolean | undefined, p: number, order: number) => {
    if (!isDevice) return floor;
    return fromLogits ? 10 * floor : besideOne / Math.min(p, 1 - p) ** order || 0;
  };

  test("cases of Keras and optax", async () => {
    const { keras, optax } = await golden<FocalGolden>("focal");
    const precision = Math.max(4e-6, relative);
    const failed: string[] = [];
    const check = async (
      title: string,
      loss: (y: tf.Tensor, x: tf.Tensor) => tf.Tensor,
      one: KerasFocalCase | OptaxFocalCase,
    ) => {
      const y = tensorOf(one.y_true);
      const { shape, value, grad } = await solve((x) => loss(y, x), tensorOf(one.y_pred));
      expect(shape).toEqual(one.value.shape);
      const found =
        fromReference(value, one.value, precision) ||
        fromReference(grad, one.grad_y_pred, precision);
      if (found) failed.push(`${title}: ${found}`);
    };
    const engine = tf.engine();
    const cases = keras.filter((one) => !isOfDouble(one));
    for (const [i, one] of cases.entries()) {
      if (i % every !== 0) continue;
      engine.startScope();
      const focal = new BinaryFocalCrossentropy<Reduction>(focalOptionsOf(one));
      const weight = one.sample_weight ? tensorOf(one.sample_weight) : undefined;
      const title = `${i} ${one.dialect} ${JSON.stringify(one.options)}`;
      await check(title, (y, x) => focal(y, x, weight), one);
      engine.endScope();
    }
    for (const one of optax) {
      const { gamma, alpha } = one;
      const balance = alpha === null ? {} : { alpha, applyClassBalancing: true };
      const shared = { fromLogits: true, axis: [], reduction: "none" } as const;
      const focal = new BinaryFocalCrossentropy({ ...shared, gamma, ...balance });
      await check(`optax, gamma ${gamma}, alpha ${alpha}`, (y, x) => focal(y, x), one);
    }
    expect(cases.length).toBeGreaterThan(500);
    expect(failed).toEqual([]);
  }, 300_000);

  test.each(["logits", "probs"] as const)(
    "exact arithmetic: %s, loss and gradient of hard labels",
    async (input) => {
      const { float32: points } = (await golden<FocalGolden>("focal")).exact[input];
      const fromLogits = input === "logits";
      for (const gamma of [0, 0.5, 1, 2, 5]) {
        const at = points.gamma.flatMap((other, i) => {
          const [y, x] = [Number(points.label[i]), Math.abs(Number(points.input[i]))];
          // A subnormal input is 0 on a device.
          const isInside = fromLogits ? x < Infinity : x > (isDevice ? 2 ** -126 : 0) && x < 1;
          return Number(other) === gamma && (y === 0 || y === 1) && isInside ? [i] : [];
        });
        expect(at.length).toBeGreaterThan(40);
        const pick = (values: readonly JsonNumber[]) => at.map((i) => Number(values[i]));
        const focal = new BinaryFocalCrossentropy({
          ...{ fromLogits, gamma, dialect: "exact", axis: [], reduction: "none" },
        });
        const x = pick(points.input);
        const y = tf.tensor1d(pick(points.label));
        const { value, grad } = await solve((z) => focal(y, z), tf.tensor1d(x));
        // A device rounds m, and a power of it has that error so many times.
        const precision = isDevice ? Math.max(1, gamma) * relative : 4.8e-7;
        const allowed = (order: number) => ({
          relative: precision,
          floor: x.map((p) => ofLogarithm(fromLogits, p, order)),
        });
        // What is beyond float32 on the way is so on a device.
        const within = (values: number[]) =>
          values.map((value) => (isDevice && !(Math.abs(value) < 1e30) ? 0 : value));
        expect(difference(value, pick(points.loss), allowed(0)), `loss, gamma ${gamma}`).toBe("");
        expect(
          difference(within(grad), within(pick(points.grad)), allowed(1)),
          `gradient, gamma ${gamma}`,
        ).toBe("");
      }
    },
    120_000,
  );

  test.each(
    (
      [
        ["logits", { fromLogits: true }],
        [
          "logits, posWeight and smoothing",
          { fromLogits: true, posWeight: 3, labelSmoothing: 0.1 },
        ],
        ["logits, balanced", { fromLogits: true, applyClassBalancing: true, alpha: 0.75 }],
        ["torch", { dialect: "torch" }],
        ["exact", { dialect: "exact" }],
        ["keras2", { dialect: "keras2" }],
        ["keras3", { dialect: "keras3", applyClassBalancing: true }],
      ] as [string, BinaryFocalCrossentropyOptions][]
    ).flatMap(([title, options]) =>
      gammas.map((gamma) => [`${title}, gamma ${gamma}`, { ...options, gamma }] as const),
    ),
  )("at the edges as the main entry: %s", async (_, given) => {
    const shared = { ...given, axis: [], reduction: "none" } as const;
    const predictions = ends[given.fromLogits ? "logits" : "probs"];
    const y = Float32Array.from(predictions.flatMap(() => labelKinds));
    const x = Float32Array.from(predictions.flatMap((p) => labelKinds.map(() => p)));
    const core = new Core<"none">(shared);
    const focal = new BinaryFocalCrossentropy(shared);
    const [labels, inputs] = [tf.tensor1d(y), tf.tensor1d(x)];
    const { value, grad } = await solve((z) => focal(labels, z), inputs);
    const slope = tf.grad((z: tf.Tensor) => tf.sum(focal(labels, z)));
    const second = await tf
      .grad((z: tf.Tensor) => tf.sum(slope(z)))(inputs)
      .data();
    const expected = core.valueAndGrad(y, x);
    const times = isDevice ? Math.max(1, given.gamma!) : 1;
    const compare = (
      actual: ArrayLike<number>,
      wanted: ArrayLike<number>,
      order: number,
      what: string,
    ) => {
      const floors = Array.from(x, (at, i) =>
        Math.max(
          y[i] === 0.25 || given.labelSmoothing ? 1e-6 : 0,
          ofLogarithm(given.fromLogits, at, order),
        ),
      );
      const allowed = { relative: times * relative, floor: floors };
      // What leaves the range of float32 on the way comes back on no device.
      const inRange = (values: ArrayLike<number>) =>
        Array.from(values, (v, i) => (isDevice && Math.abs(wanted[i]!) > 1e15 ? 0 : v));
      expect(difference(inRange(actual), inRange(wanted), allowed), what).toBe("");
    };
    compare(value, (expected.value as { data: ArrayLike<number> }).data, 0, "loss");
    compare(grad, expected.grad.data, 1, "gradient");
    compare(second, core.hessian(y, x).data, 2, "hessian");
  });
}

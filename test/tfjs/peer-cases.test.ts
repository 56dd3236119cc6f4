// What the test suites of Keras, tf-keras and scikit-learn assert, on tensors. What is special about some cases stands in
// test/peer-cases.test.ts.

import * as tf from "@tensorflow/tfjs";
import type { Dialect, Reduction, TensorLike } from "binary-crossentropy";
import { BinaryCrossentropy, type BinaryCrossentropyOptions, binaryCrossentropy, metrics } from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { difference } from "../support/compare.js";
import { type JsonNumber, readGolden } from "../support/golden.js";
import { onEachBackend } from "./backends.js";

type Numbers = JsonNumber | Numbers[];

interface Case {
  source: string;
  system: string;
  fn: string;
  y_true: Numbers | string;
  y_pred: Numbers | string;
  options: { from_logits?: boolean; label_smoothing?: number; reduction?: Reduction; ragged?: boolean };
  sample_weight: Numbers | null;
  expected: Numbers | { loss?: number; gradient?: number; hessian?: number };
  tolerance: { atol?: number; rtol?: number } | null;
}

const { cases } = readGolden<{ cases: Case[] }>("peer_cases.json");
const titled = cases.map((peer, i) => ({ peer, title: `${i} ${peer.source}` }));
const isPlain = ({ fn, options, tolerance }: Case) => !/focal/i.test(fn) && options.ragged !== true && tolerance !== null;
const isDerivative = ({ fn }: Case) => fn === "HalfBinomialLoss";

const plain = (nested: Numbers | string) =>
  JSON.parse(JSON.stringify(nested), (_, value) => (typeof value === "string" ? Number(value) : value)) as TensorLike;
const tensor = (nested: Numbers | string) => tf.tensor(plain(nested) as number[], undefined, "float32");
const flatten = (nested: Numbers): number[] => [nested].flat(9 as 1).map(Number);

function optionsOf({ system, options, fn }: Case): BinaryCrossentropyOptions {
  const dialect: Dialect = system === "keras3" ? "keras3" : "keras2";
  const { from_logits: fromLogits, label_smoothing: labelSmoothing, reduction } = options;
  const elementwise = fn === "ops.binary_crossentropy" ? ({ axis: [], reduction: "none" } as const) : {};
  return { dialect, fromLogits, labelSmoothing, reduction, ...elementwise };
}

function run(peer: Case): tf.Tensor {
  const { reduction, ...options } = optionsOf(peer);
  const [y, x] = [tensor(peer.y_true), tensor(peer.y_pred)];
  const weight = peer.sample_weight === null ? null : tensor(peer.sample_weight);
  if (peer.fn === "metrics.BinaryCrossentropy") {
    const metric = new metrics.BinaryCrossentropy(options);
    metric.updateState(y, x, weight);
    return metric.result();
  }
  if (peer.fn === "binary_crossentropy") return binaryCrossentropy(y, x, options);
  return new BinaryCrossentropy<Reduction>({ ...options, reduction })(y, x, weight);
}

onEachBackend(() => {
  test.each(titled.filter(({ peer }) => isPlain(peer) && !isDerivative(peer)))("$title", ({ peer }) => {
    const { atol = 0, rtol = 0 } = peer.tolerance!;
    const actual = tf.tidy(() => run(peer).dataSync());
    expect(difference(actual, flatten(peer.expected as Numbers), { relative: Math.max(rtol, 1e-6), floor: Math.max(atol, 1e-7) })).toBe("");
  });

  test.each(titled.filter(({ peer }) => isDerivative(peer)))("$title", ({ peer }) => {
    const { loss, gradient, hessian } = peer.expected as { loss: number; gradient: number; hessian: number };
    const bce = new BinaryCrossentropy({ fromLogits: true });
    const [y, z] = [Math.fround(Number(peer.y_true)), Math.fround(Number(peer.y_pred))];
    // The reference computes of doubles: float32 inputs move its value by this much.
    const moved = Math.abs(z - Number(peer.y_pred)) + Math.abs(y - Number(peer.y_true)) * Math.abs(z);
    tf.tidy(() => {
      const [labels, logits] = [tf.tensor1d([y]), tf.tensor1d([z])];
      const once = tf.grad((x: tf.Tensor) => bce(labels, x));
      const actual = [bce(labels, logits), once(logits), tf.grad((x: tf.Tensor) => tf.sum(once(x)))(logits)].map((t) => t.dataSync()[0]!);
      const floor = 1e-15 + moved;
      expect(difference(actual, [loss, gradient, hessian], { relative: 1e-6, floor })).toBe("");
    });
  });
});

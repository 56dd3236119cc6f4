// The types of training under a strategy: which models and data it takes, what it gives, and what
// does not compile.

import type * as tf from "@tensorflow/tfjs";
import * as core from "binary-crossentropy";
import { metrics } from "binary-crossentropy/tfjs";
import { Strategy } from "binary-crossentropy-distribute";
import { CheckpointFile } from "binary-crossentropy-distribute/checkpoint";
import * as distribute from "binary-crossentropy-distribute/tfjs";
import { expectTypeOf, test } from "vitest";

declare const tensor: tf.Tensor2D;
declare const model: tf.LayersModel;
declare const sequential: tf.Sequential;
declare const callback: tf.CustomCallback;

test("every model is trained and evaluated", () => {
  const strategy = new Strategy();
  expectTypeOf(distribute.fit(model, tensor, tensor)).resolves.toEqualTypeOf<distribute.History>();
  expectTypeOf(
    distribute.evaluate(sequential, [tensor, tensor], { a: tensor }, { strategy }),
  ).resolves.toEqualTypeOf<distribute.Logs>();
  const checkpoint = new CheckpointFile("a");
  const callbacks = [
    callback,
    { onEpochEnd: (epoch: number, logs?: distribute.Logs) => void [epoch, logs?.["loss"]] },
  ];
  void distribute.fit(sequential, tensor, tensor, {
    strategy,
    checkpoint,
    callbacks,
    classWeight: { 0: 1, 1: 2 },
    validationData: [tensor, tensor],
  });
  void distribute.broadcastWeights(sequential);
});

test("callbacks of TensorFlow.js are taken", () => {
  const early: tf.EarlyStopping = undefined as never;
  const custom: tf.CustomCallbackArgs = {};
  void distribute.fit(model, tensor, tensor, { callbacks: [early, custom] });
});

test("pieces of a loop keep their kinds", () => {
  expectTypeOf(
    distribute.computeAverageLoss(tensor, { globalBatchSize: 4 }),
  ).toEqualTypeOf<tf.Scalar>();
  expectTypeOf(distribute.scaleRegularizationLoss(tensor)).toEqualTypeOf<tf.Scalar>();
  expectTypeOf(distribute.reduce("sum", tensor)).toEqualTypeOf<tf.Tensor2D>();
  expectTypeOf(
    distribute.mergeMetric(new metrics.BinaryCrossentropy()),
  ).toEqualTypeOf<metrics.BinaryCrossentropy>();
  expectTypeOf(
    distribute.mergeMetric(new core.metrics.BinaryCrossentropy()),
  ).toEqualTypeOf<core.metrics.BinaryCrossentropy>();
  const { grads } = undefined as unknown as { grads: tf.NamedTensorMap };
  expectTypeOf(distribute.applyGradients(model.optimizer, grads)).resolves.toEqualTypeOf<void>();
});

test("what is wrong does not compile", () => {
  // @ts-expect-error: an option of another name.
  void distribute.fit(model, tensor, tensor, { epoch: 2 });
  // @ts-expect-error: no strategy.
  void distribute.fit(model, tensor, tensor, { strategy: "mpi" });
  // @ts-expect-error: no tensor.
  distribute.computeAverageLoss([1, 2]);
  // @ts-expect-error: no operation.
  distribute.reduce("max", tensor);
  // @ts-expect-error: no model.
  void distribute.evaluate({}, tensor, tensor);
});

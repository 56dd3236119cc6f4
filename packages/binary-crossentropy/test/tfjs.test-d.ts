// The types of losses on tensors: what a call returns, what models take, and what does not compile.

import type * as tf from "@tensorflow/tfjs";
import type { Reduction } from "binary-crossentropy";
import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  binaryCrossentropy,
  binaryFocalCrossentropy,
  losses,
  metrics,
  type TrainsWithWeights,
} from "binary-crossentropy/tfjs";
import { describe, expectTypeOf, test } from "vitest";

declare const tensor: tf.Tensor2D;
declare const model: tf.LayersModel;
declare const sequential: tf.Sequential;

test("a result follows the reduction", () => {
  expectTypeOf(new BinaryCrossentropy()(tensor, tensor)).toEqualTypeOf<tf.Scalar>();
  expectTypeOf(
    new BinaryCrossentropy({ reduction: "sum" })(tensor, tensor, tensor, { mask: tensor }),
  ).toEqualTypeOf<tf.Scalar>();
  expectTypeOf(
    new BinaryCrossentropy({ reduction: "none" })(tensor, [[1]]),
  ).toEqualTypeOf<tf.Tensor>();
  expectTypeOf(new BinaryCrossentropy({ reduction: null })([1], tensor)).toEqualTypeOf<tf.Tensor>();
  expectTypeOf(BinaryCrossentropy.fromConfig({})(tensor, tensor)).toEqualTypeOf<
    tf.Scalar | tf.Tensor
  >();
  expectTypeOf(binaryCrossentropy(tensor, tensor, { fromLogits: true })).toEqualTypeOf<tf.Tensor>();
  expectTypeOf(new metrics.BinaryCrossentropy().result()).toEqualTypeOf<tf.Scalar>();
  expectTypeOf(new BinaryFocalCrossentropy({ gamma: 1 })(tensor, 1)).toEqualTypeOf<tf.Scalar>();
  expectTypeOf(
    new BinaryFocalCrossentropy({ reduction: "none" })(tensor, tensor),
  ).toEqualTypeOf<tf.Tensor>();
});

describe("models take", () => {
  test("a loss in every form of compile", () => {
    const bce = new BinaryCrossentropy({ fromLogits: true });
    const none = new BinaryCrossentropy({ reduction: "none" });
    model.compile({ optimizer: "sgd", loss: bce });
    model.compile({ optimizer: "sgd", loss: [bce, none] });
    model.compile({ optimizer: "sgd", loss: { a: bce, b: none } });
    const focal = new BinaryFocalCrossentropy({ fromLogits: true });
    model.compile({ optimizer: "sgd", loss: focal });
    model.compile({ optimizer: "sgd", loss: { a: focal, b: bce } });
    model.compile({ optimizer: "sgd", loss: binaryFocalCrossentropy });
    sequential.compile({
      optimizer: "sgd",
      loss: binaryCrossentropy,
      metrics: [new metrics.BinaryCrossentropy(), "accuracy"],
    });
    model.compile({
      optimizer: "sgd",
      loss: losses.get("bce"),
      metrics: { a: new metrics.BinaryCrossentropy() },
    });
    model.compile({ optimizer: "sgd", loss: losses.get({ loss: "binary_crossentropy" }) });
  });

  test("weighted metrics and loss weights", () => {
    const weighted: TrainsWithWeights = model;
    const loss = { a: new BinaryCrossentropy(), b: binaryCrossentropy };
    weighted.compile({ optimizer: "sgd", loss, weightedMetrics: "accuracy", lossWeights: [1, 2] });
    const metric = new metrics.BinaryCrossentropy();
    weighted.compile({ optimizer: "sgd", loss, weightedMetrics: [metric, binaryCrossentropy] });
    const own = (yTrue: tf.Tensor, yPred: tf.Tensor) => yPred.sub(yTrue);
    weighted.compile({ optimizer: "sgd", loss, weightedMetrics: { a: [own], b: "ce" } });
    // @ts-expect-error a metric is a name or a function
    weighted.compile({ optimizer: "sgd", loss, weightedMetrics: 1 });
  });

  test("sample weights in trainOnBatch", () => {
    const weighted: TrainsWithWeights = model;
    weighted.trainOnBatch(tensor, tensor, tensor);
    const also: TrainsWithWeights = sequential;
    also.trainOnBatch([tensor], { a: tensor }, [tensor]);
  });

  test("sample weights of several outputs in fit and evaluate", () => {
    const weighted: tf.LayersModel & TrainsWithWeights = model;
    weighted.fit(tensor, [tensor, tensor], { epochs: 2, sampleWeight: [tensor, tensor] });
    weighted.fit(tensor, [tensor, tensor], { epochs: 2, sampleWeight: tensor });
    weighted.evaluate(tensor, [tensor, tensor], { batchSize: 2, sampleWeight: { a: tensor } });
  });
});

test("losses by name", () => {
  expectTypeOf(losses.get("BinaryCrossentropy")).toEqualTypeOf<BinaryCrossentropy>();
  expectTypeOf(losses.get("bce")).toEqualTypeOf<typeof binaryCrossentropy>();
  expectTypeOf(losses.get("BinaryFocalCrossentropy")).toEqualTypeOf<BinaryFocalCrossentropy>();
  expectTypeOf(losses.get("binary_focal_crossentropy")).toEqualTypeOf<
    typeof binaryFocalCrossentropy
  >();
  const saved = { class_name: "BinaryCrossentropy", config: {} } as const;
  expectTypeOf(losses.deserialize(saved)).toEqualTypeOf<BinaryCrossentropy<Reduction>>();
});

test("what is wrong does not compile", () => {
  // @ts-expect-error γ is of focal loss alone
  new BinaryCrossentropy({ gamma: 2 });
  // @ts-expect-error tensors are float32
  new BinaryCrossentropy({ dtype: "float64" });
  // @ts-expect-error Keras's name in snake case
  new BinaryCrossentropy({ from_logits: true });
  // @ts-expect-error not a reduction
  new BinaryCrossentropy({ reduction: "avg" });
  // @ts-expect-error the function has no reduction
  binaryCrossentropy(tensor, tensor, { reduction: "sum" });
  // @ts-expect-error text
  new BinaryCrossentropy()(["1"], tensor);
  // @ts-expect-error a weight is no option
  new BinaryCrossentropy()(tensor, tensor, { mask: tensor });
});

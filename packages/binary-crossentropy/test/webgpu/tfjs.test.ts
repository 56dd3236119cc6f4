// The loss on tensors of TensorFlow.js's webgpu backend, in Node: what is tested on every backend in a
// page, and what is tested of everything that computes the loss on a GPU.

import { readGolden } from "@binary-crossentropy/test/golden";
import { kerasNames, readKeras } from "@binary-crossentropy/test/keras-case";
import * as tf from "@tensorflow/tfjs";
import type { Reduction } from "binary-crossentropy";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { testEdges } from "../tfjs/bodies/edges.js";
import { testFocal } from "../tfjs/bodies/focal.js";
import { testReferences } from "../tfjs/bodies/references.js";
import { testTraining } from "../tfjs/bodies/training.js";
import { describeArithmetic } from "./bodies/arithmetic.js";
import { describeLoss, type References } from "./bodies/loss.js";
import { elementsOfTensors, tensorsOn } from "./bodies/tensors.js";
import { useWebGpu } from "./tensorflow-js.js";

const name = "tensors of TensorFlow.js";
const golden = async <T>(file: string) => readGolden<T>(`${file}.json`);

describe(name, () => {
  beforeAll(useWebGpu, 60_000);
  testEdges("webgpu");
  testReferences("webgpu", golden);
  testFocal("webgpu", golden);
  testTraining();
});

describe("a step of loss and gradient", () => {
  beforeAll(useWebGpu, 60_000);

  test("is a kernel each, beside those that count references", async () => {
    const bce = new BinaryCrossentropy({ fromLogits: true });
    const [y, x] = [tf.zeros([64, 3]), tf.ones([64, 3])];
    const { kernels } = await tf.profile(() => tf.grad((z: tf.Tensor) => bce(y, z))(x));
    const names = kernels.map((kernel) => kernel.name).filter((kernel) => kernel !== "Identity");
    expect(names).toEqual(["BinaryCrossentropy", "BinaryCrossentropyGrad"]);
  });

  test("leaves no tensor and no buffer behind", async () => {
    const z = tf.variable(tf.zeros([300, 3]));
    const [y, w] = [tf.ones([300, 3]), tf.ones([300])];
    const mask = tf.cast(tf.ones([300, 3]), "bool");
    const optimizer = tf.train.sgd(0.1);
    const step = (reduction: Reduction) => {
      const bce = new BinaryCrossentropy({ fromLogits: true, reduction, posWeight: [1, 2, 3] });
      const loss = () => tf.sum(bce(y, z, w, { mask })) as tf.Scalar;
      optimizer.minimize(loss, false, [z]);
    };
    const reductions = ["auto", "mean_with_sample_weight", "none"] as const;
    for (const reduction of reductions) step(reduction);
    const before = tf.memory();
    for (let i = 0; i < 10; i++) for (const reduction of reductions) step(reduction);
    const { numTensors, numDataBuffers } = tf.memory();
    expect({ numTensors, numDataBuffers }).toEqual({
      numTensors: before.numTensors,
      numDataBuffers: before.numDataBuffers,
    });
    expect(tf.backend().numDataIds()).toBe(before.numDataBuffers);
    expect(Math.max(...(await z.data()))).toBeGreaterThan(0);
    tf.dispose([z, y, w, mask]);
  });
});

describeArithmetic(name, async () => {
  await useWebGpu();
  return elementsOfTensors;
});

describeLoss(tensorsOn(name, useWebGpu), {
  keras: kerasNames.map(readKeras),
  exact: readGolden<References["exact"]>("exact.json"),
});

// The loss on tensors of TensorFlow.js, as what computes it on a GPU.

import * as tf from "@tensorflow/tfjs";
import type { Reduction } from "binary-crossentropy";
import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyOptions,
} from "binary-crossentropy/tfjs";
import type { Backend, Problem } from "./backend.js";
import type { Numbers } from "./buffers.js";
import type { Elements } from "./compute.js";

/** Computes and reads without leaving tensors behind. */
async function inScope<T>(compute: () => Promise<T>): Promise<T> {
  tf.engine().startScope();
  try {
    return await compute();
  } finally {
    tf.engine().endScope();
  }
}

const floatsOf = async (tensor: tf.Tensor) => Float32Array.from(await tensor.data());

/** The value, and derivatives of its sum. */
function derive(loss: (x: tf.Tensor) => tf.Tensor, yPred: tf.Tensor) {
  const gradient = tf.grad((x: tf.Tensor) => tf.sum(loss(x)));
  const hessian = tf.grad((x: tf.Tensor) => tf.sum(gradient(x)));
  return { value: loss(yPred), grad: gradient(yPred), hessian: () => hessian(yPred) };
}

export const elementsOfTensors: Elements = {
  compute: (input, y, x) =>
    inScope(async () => {
      const floats = (bits: Uint32Array) => tf.tensor1d(new Float32Array(bits.buffer));
      const bce = new BinaryCrossentropy({ ...input, axis: [], reduction: "none" });
      const labels = floats(y);
      const { value, grad, hessian } = derive((z) => bce(labels, z), floats(x));
      const quantities = await Promise.all([value, grad, hessian()].map(floatsOf));
      return Float32Array.from(
        { length: 3 * x.length },
        (_, i) => quantities[i % 3]![(i / 3) | 0]!,
      );
    }),
  close() {},
};

/** Whole numbers as TensorFlow.js has them. */
function tensorOf(data: Numbers, shape: readonly number[]): tf.Tensor {
  return data instanceof Float32Array
    ? tf.tensor(data, [...shape], "float32")
    : tf.tensor(Int32Array.from(data), [...shape], "int32");
}

export function tensorsOn(name: string, use: () => Promise<void>): Backend {
  const answer = (
    { options, shape, yTrue, yPred, sampleWeight, mask }: Problem,
    isWhole: boolean,
  ) =>
    inScope(async () => {
      const Loss = "gamma" in options ? BinaryFocalCrossentropy : BinaryCrossentropy;
      const bce = new Loss(options as BinaryFocalCrossentropyOptions<Reduction>);
      const labels = typeof yTrue === "number" ? yTrue : tensorOf(yTrue, shape);
      const weight =
        typeof sampleWeight === "object"
          ? tensorOf(sampleWeight.data, sampleWeight.shape)
          : sampleWeight;
      const kept = mask && tf.cast(tensorOf(mask.data, mask.shape), "bool");
      const { value, grad, hessian } = derive(
        (x) => bce(labels, x, weight, { mask: kept }),
        tensorOf(yPred, shape),
      );
      return {
        value: Array.from(await floatsOf(value)),
        grad: await floatsOf(grad),
        hessian: isWhole ? await floatsOf(hessian()) : new Float32Array(),
      };
    });
  return {
    name,
    async open() {
      await use();
      return { answer, close() {} };
    },
  };
}

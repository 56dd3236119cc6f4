// TensorFlow.js with its own two losses and its own gradients, on the two backends that run in Node
// without a native library. A gradient is handed over as a typed array, as everywhere in
// JavaScript.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import type { FloatArray } from "../data.js";
import { tensorflowWasmName } from "../names.js";
import { type RoadWorkload, smoothingOf } from "../workloads.js";
import type { Contender, Ready } from "./contender.js";

export const tensorflowJs: readonly Contender[] = [
  onBackend("cpu", "TensorFlow.js cpu"),
  onBackend("wasm", tensorflowWasmName),
];

// Its checks for debugging are not what is measured.
tf.enableProdMode();
setWasmPaths(`${dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm")))}/`);

function onBackend(backend: "cpu" | "wasm", name: string): Contender {
  return {
    name,
    async prepare(workload, { labels, predictions, weights }) {
      // It has no float64.
      if (workload.dtype === "float64") return undefined;
      const activate = () => tf.setBackend(backend);
      await activate();
      const tensor = (array: FloatArray): tf.Tensor1D => tf.tensor1d(array as Float32Array);
      const [y, x, w] = [tensor(labels), tensor(predictions), weights && tensor(weights)];
      const loss = (predicted: tf.Tensor): tf.Scalar => lossOf(workload, y, predicted, w);
      const release = () => tf.dispose([y, x, ...(w ? [w] : [])]);
      return {
        ...(workload.quantity === "value" ? value(loss, x) : valueAndGrad(loss, x)),
        activate,
        release,
        version: tf.version_core,
      };
    },
  };
}

function lossOf(
  workload: RoadWorkload,
  y: tf.Tensor,
  x: tf.Tensor,
  weights: tf.Tensor | undefined,
): tf.Scalar {
  const smoothing = smoothingOf(workload);
  if (workload.input === "logits") return tf.losses.sigmoidCrossEntropy(y, x, weights, smoothing);
  // logLoss knows no smoothing.
  const smoothed = smoothing === 0 ? y : y.mul(1 - smoothing).add(smoothing / 2);
  return tf.losses.logLoss(smoothed, x, weights);
}

function value(loss: (x: tf.Tensor) => tf.Scalar, x: tf.Tensor): Ready {
  return { run: () => tf.tidy(() => loss(x).dataSync()[0]!) };
}

function valueAndGrad(loss: (x: tf.Tensor) => tf.Scalar, x: tf.Tensor): Ready {
  const both = tf.valueAndGrad(loss);
  let last: FloatArray | undefined;
  const run = () =>
    tf.tidy(() => {
      const { value, grad } = both(x);
      last = grad.dataSync<"float32">() as FloatArray;
      return value.dataSync()[0]!;
    });
  return { run, grad: () => last };
}

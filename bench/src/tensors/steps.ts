// Steps on tensors of TensorFlow.js with the loss of this package and with TensorFlow.js's own: the
// loss of logits with its gradient, and one step of training a small network.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import { sineLabels, sineLogits } from "../sine-data.js";

type LossOfLogits = (yTrue: tf.Tensor2D, yPred: tf.Tensor2D) => tf.Scalar;

const bce = new BinaryCrossentropy({ fromLogits: true });

export const losses = {
  "binary-crossentropy": (yTrue, yPred) => bce(yTrue, yPred),
  "TensorFlow.js": (yTrue, yPred) => tf.losses.sigmoidCrossEntropy(yTrue, yPred),
} satisfies Record<string, LossOfLogits>;

export type LossName = keyof typeof losses;
export const lossNames = Object.keys(losses) as LossName[];

/** What is timed, and how often it launches a kernel. */
export interface Step {
  /** Runs it and returns the loss. */
  run(): number;
  release(): void;
}

const features = 30;

const labelsOf = (n: number) => tf.tensor2d(sineLabels(n), [n, 1]);

/** The loss of n logits, and its gradient by them. */
export function lossAndGradient(name: LossName, n: number): Step {
  const loss: LossOfLogits = losses[name];
  const y = labelsOf(n);
  const z = tf.tensor2d(sineLogits(n), [n, 1]);
  const both = tf.valueAndGrad((predicted) => loss(y, predicted as tf.Tensor2D));
  return {
    run: () =>
      tf.tidy(() => {
        const { value, grad } = both(z);
        grad.dataSync();
        return value.dataSync()[0]!;
      }),
    release: () => tf.dispose([y, z]),
  };
}

/** One step of gradient descent on a network of 30 inputs, 16 hidden units and one output. */
export function trainingStep(name: LossName, n: number): Step {
  const loss: LossOfLogits = losses[name];
  const y = labelsOf(n);
  const x = tf.randomNormal([n, features], 0, 1, "float32", 1) as tf.Tensor2D;
  const weights = [
    tf.variable(tf.randomNormal([features, 16], 0, 0.1, "float32", 2)),
    tf.variable(tf.zeros([16, 1])),
  ] as const;
  // So small that thousands of steps leave the network where it is.
  const optimizer = tf.train.sgd(1e-9);
  return {
    run: () =>
      tf.tidy(() => {
        const hidden = () => tf.relu(tf.matMul(x, weights[0] as tf.Tensor2D)) as tf.Tensor2D;
        const value = optimizer.minimize(
          () => loss(y, tf.matMul(hidden(), weights[1] as tf.Tensor2D)),
          true,
          [...weights],
        );
        return value!.dataSync()[0]!;
      }),
    release: () => {
      tf.dispose([y, x, ...weights]);
      optimizer.dispose();
    },
  };
}

export const steps = {
  "loss and gradient": lossAndGradient,
  "step of training": trainingStep,
} as const;
export type StepName = keyof typeof steps;

// The model of the tutorial "Classification on imbalanced data": 16 hidden units, dropout, and one
// unit whose sigmoid is the probability of the rare class; and the initial bias that saves it the
// first epochs.
//
// Two differences from the tutorial: the kernel of the last layer starts at 0, so that the first
// loss is exactly the one that the tutorial derives, and not blurred by random weights; and Adam
// takes steps five times as long, since there are fewer of them.

import * as tf from "@tensorflow/tfjs";
import { dropout } from "../nets/layers.js";
import type { Random } from "../random.js";

/** @param masks For dropout. */
export function makeModel(width: number, random: Random, masks = random): tf.LayersModel {
  const model = tf.sequential();
  const kernelInitializer = tf.initializers.glorotUniform({ seed: random.seed() });
  model.add(
    tf.layers.dense({ units: 16, activation: "relu", inputShape: [width], kernelInitializer }),
  );
  model.add(dropout(0.5, masks));
  model.add(tf.layers.dense({ units: 1, activation: "sigmoid", kernelInitializer: "zeros" }));
  return model;
}

/** The logit of the share of positives. With this bias the model first predicts that share. */
export function initialBias(positive: number, negative: number): number {
  return Math.log(positive / negative);
}

/** The loss in nats of a constant prediction q, where the share of positives is p. */
export function constantLoss(p: number, q: number): number {
  return -p * Math.log(q) - (1 - p) * Math.log(1 - q);
}

/** Weights under which both classes weigh the same, and all rows together as much as unweighted. */
export function classWeights(positive: number, negative: number): { 0: number; 1: number } {
  const total = positive + negative;
  return { 0: total / (2 * negative), 1: total / (2 * positive) };
}

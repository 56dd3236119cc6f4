// The model of the tutorial "Classification on imbalanced data": 16 hidden units, dropout, and one
// unit whose sigmoid is the probability of the rare class; and the initial bias that spares it the
// first epochs.
//
// Two things are otherwise. The kernel of the last layer starts at 0, so that the loss at the start
// is exactly what the tutorial derives; there random weights blur it. And Adam takes steps five
// times as long, for there are fewer of them.

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

/** The logit of the share of positives: with it the model starts by predicting that share. */
export function initialBias(positive: number, negative: number): number {
  return Math.log(positive / negative);
}

/**
 * The loss at the start, in nats: that of a constant prediction q where the share of positives is
 * p.
 */
export function constantLoss(p: number, q: number): number {
  return -p * Math.log(q) - (1 - p) * Math.log(1 - q);
}

/** Under these both classes have the same total weight, and all rows together their number. */
export function classWeights(positive: number, negative: number): { 0: number; 1: number } {
  const total = positive + negative;
  return { 0: total / (2 * negative), 1: total / (2 * positive) };
}

// A small training, and places for its checkpoints.

import { anything } from "@binary-crossentropy/test/failure";
import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import * as distribute from "binary-crossentropy-distribute/tfjs";
import { expect } from "vitest";

export const x = tf.tensor2d(Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(i)]));
export const y = tf.tensor2d(Array.from({ length: 12 }, (_, i) => [i % 3 === 0 ? 1 : 0]));
export const options = { batchSize: 4, epochs: 2 };

export function makeModel(
  loss: unknown = new BinaryCrossentropy({ fromLogits: true }),
  optimizer: tf.Optimizer = tf.train.adam(0.01),
) {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: "ones" })],
  });
  model.compile({ optimizer, loss: loss as string, metrics: ["acc"] });
  return model;
}

export const bits = (model: tf.LayersModel) =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

/** A place for a checkpoint that keeps every one. */
export function memory() {
  const written: Uint8Array[] = [];
  return {
    written,
    read: async () => written.at(-1),
    write: async (bytes: Uint8Array) => void written.push(bytes.slice()),
  };
}

/** What it says to go on from these bytes; none of its steps is made. */
export async function goOn(
  bytes: unknown,
  model = makeModel(),
  more: object = {},
): Promise<string> {
  let steps = 0;
  const checkpoint = { read: async () => anything(bytes), write: async () => {} };
  const callbacks = { onBatchBegin: () => void steps++ };
  try {
    await distribute.fit(model, x, y, { ...options, epochs: 3, checkpoint, callbacks, ...more });
  } catch (error) {
    expect(steps).toBe(0);
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "it went on";
}

/** The checkpoint of a training of two epochs. */
export async function makeCheckpoint(): Promise<Uint8Array> {
  const store = memory();
  await distribute.fit(makeModel(), x, y, { ...options, checkpoint: store });
  return store.written.at(-1)!;
}

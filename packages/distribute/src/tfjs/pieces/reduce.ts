// A tensor of a custom training loop, summed or averaged over the replicas.

import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { showShape } from "binary-crossentropy/internal";
import type { ReduceOp } from "../../communicator.js";
import { getStrategy } from "../../current-strategy.js";
import { compareLines } from "../messages/compare-lines.js";
import { ReplicaSlots, signatureOf } from "../messages/replica-slots.js";
import { readTensor } from "../read.js";

/**
 * A tensor summed, or averaged, over the replicas, as `strategy.reduce`. Every replica calls it
 * with a tensor of the same shape.
 *
 * @param op `"sum"` or `"mean"`.
 * @returns A new tensor of dtype float32, with the same bits on every replica.
 * @throws ValueError for a value that is not a tensor, for another op, and on every replica where
 * one has another shape or op.
 */
export function reduce<T extends Tensor>(op: ReduceOp, value: T): T {
  const owner = "reduce";
  const given = readTensor(owner, "value", value);
  const strategy = getStrategy();
  const lines = [`shape ${showShape(given.shape)}`];
  // Without the slots, tensors of other shapes and the same size would be summed in silence.
  const sent = new Float32Array(given.size + strategy.numReplicasInSync);
  sent.set(given.dataSync());
  new ReplicaSlots(strategy, sent).say("fine", signatureOf(lines));
  const reduced = strategy.reduce(op, sent);
  if (!new ReplicaSlots(strategy, reduced).areSame) compareLines(owner, strategy, "value", lines);
  return tensor(reduced.slice(0, given.size), given.shape, "float32") as T;
}

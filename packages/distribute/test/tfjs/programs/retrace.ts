// Retraces the runs of goldens/training.json through a LayersModel: every rank reports the losses
// and its weights.

import { balancedWeights } from "@binary-crossentropy/tutorials/wdbc/class-balance";
import type { Dataset } from "@binary-crossentropy/tutorials/wdbc/data";
import {
  type ReferenceRun,
  readReferenceRuns,
  referenceData,
} from "@binary-crossentropy/tutorials/wdbc/retrace";
import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import * as distribute from "binary-crossentropy-distribute/tfjs";
import { bitsOf, report, start } from "./program.js";

const strategy = await start();
const data = referenceData();
const results = [];
for (const run of readReferenceRuns().runs) results.push(await retrace(data, run));
report(strategy.replicaIdInSyncGroup, results);

async function retrace(
  { rows, labels }: Dataset,
  { options, sample_weight, learning_rate, losses }: ReferenceRun,
) {
  const { from_logits: fromLogits, label_smoothing: labelSmoothing, reduction = "auto" } = options;
  const width = rows[0]!.length;
  const activation = fromLogits ? "linear" : "sigmoid";
  // Ranks other than the first start from elsewhere: the weights of the first must reach them.
  const kernelInitializer = strategy.replicaIdInSyncGroup === 0 ? "zeros" : "ones";
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [width], activation, kernelInitializer })],
  });
  model.compile({
    optimizer: tf.train.sgd(learning_rate),
    loss: new BinaryCrossentropy({ fromLogits, labelSmoothing, reduction }),
  });
  const x = tf.tensor2d(Float32Array.from(rows.flatMap((row) => [...row])), [rows.length, width]);
  const y = tf.tensor2d(Float32Array.from(labels), [labels.length, 1]);
  const sampleWeight =
    sample_weight === null ? undefined : tf.tensor1d(Float32Array.from(balancedWeights(labels)));
  const { history } = await distribute.fit(model, x, y, {
    strategy,
    batchSize: rows.length,
    epochs: losses.length,
    sampleWeight,
  });
  return { losses: history["loss"], bits: bitsOf(model) };
}

// The built-in training loop: TensorFlow.js's `fit` under a strategy.

import type { ModelData } from "binary-crossentropy/tfjs";
import type { LayersModel } from "binary-crossentropy/tfjs/internal";
import { expectSameLines } from "../../comparisons.js";
import { describeRows } from "../describe/checksums.js";
import { describeTraining } from "../describe/describe-model.js";
import { compareLines } from "../messages/compare-lines.js";
import { BatchSchedule } from "../rows/batch-schedule.js";
import { type ModelRows, readRows } from "../rows/model-rows.js";
import type { History } from "../state/epoch-logs.js";
import { compiledModel, type TrainableModel } from "../trainable-model.js";
import { describeFitOptions, describeSchedule } from "./describe-fit.js";
import { type FitOptions, type FitSettings, readFitOptions } from "./fit-options.js";
import { TrainingLoop } from "./training-loop.js";

const owner = "fit";
/** What the replicas compare, in messages. */
const argument = "model, data and options";

/**
 * Trains a model on all replicas of a strategy together, as the model's own `fit` does on one
 * machine. Weights start as those of replica 0. Each replica computes the gradients of its part of
 * every batch, and their sum updates the weights of all replicas alike. The history is that of one
 * machine with the same batches. Every replica calls it with the same arguments.
 *
 * Losses may have any reduction: means are taken over the global batch, and sums are summed. A loss
 * that is not an instance of this package's `BinaryCrossentropy` must give one number per sample,
 * of which the mean is taken. The losses of regularizers count once. Metrics of a batch are
 * averaged over the replicas, weighted by rows.
 *
 * @param model A compiled model, the same on every replica but for its weights.
 * @param x The inputs: all rows, or with `autoShard: false` the rows of this replica.
 * @param y The labels.
 * @returns The values of each epoch, the same on every replica.
 * @throws ValueError for bad options, and on every replica, with the number of the replica, where
 * one has another model, no rows, a NaN, or an error. The weights are then as before the step. Data
 * that do not fit the model throw what TensorFlow.js throws.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { Strategy } from "binary-crossentropy-distribute";
 * import { fit } from "binary-crossentropy-distribute/tfjs";
 * import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "zeros" })] });
 * model.compile({ optimizer: "sgd", loss: new BinaryCrossentropy({ fromLogits: true }) });
 * const x = tf.tensor2d([[1], [2], [3], [4]]);
 * const y = tf.tensor2d([[0], [0], [1], [1]]);
 * const { history } = await fit(model, x, y, { strategy: new Strategy(), epochs: 2 });
 * history.loss; // [0.693, 0.691]
 * ```
 */
export async function fit(
  model: TrainableModel,
  x: ModelData,
  y: ModelData,
  options: FitOptions = {},
): Promise<History> {
  const compiled = compiledModel(owner, model);
  const settings = readFitOptions(owner, options);
  if (compiled.isTraining)
    throw new Error("Cannot start training because another fit() call is ongoing.");
  compiled.isTraining = true;
  const owned: ModelRows[] = [];
  try {
    const all = await readRows(owner, compiled, x, y, settings, settings.batchSize);
    owned.push(all);
    const [rows, validation] = await splitRows(compiled, all, settings, owned);
    const lines = [...describeTraining(compiled), ...describeFitOptions(all, settings)];
    const compared = [...lines, ...describeSchedule(settings)];
    compareLines(owner, settings.strategy, argument, compared);
    const batches = new BatchSchedule(owner, settings.strategy, {
      ...settings,
      samples: rows.count,
    });
    lines.push(
      `rows: ${batches.samples}`,
      ...(await compareData(compiled, settings, rows, validation)),
    );
    const loop = new TrainingLoop(compiled, settings, { rows, validation, batches, lines });
    return await loop.run();
  } finally {
    compiled.isTraining = false;
    for (const rows of owned) rows.dispose();
  }
}

/** The rows to train on, and the rows to evaluate after each epoch. */
async function splitRows(
  model: LayersModel,
  all: ModelRows,
  { validationData, validationSplit, batchSize }: FitSettings,
  owned: ModelRows[],
): Promise<[ModelRows, ModelRows | undefined]> {
  if (validationData !== undefined) {
    const [x, y, sampleWeight] = validationData;
    const validation = await readRows(
      owner,
      model,
      x,
      y,
      { sampleWeight: sampleWeight as never },
      batchSize,
    );
    owned.push(validation);
    return [all, validation];
  }
  if (validationSplit === undefined) return [all, undefined];
  const end = Math.floor(all.count * (1 - validationSplit));
  const [rows, validation] = [all.slice(0, end), all.slice(end, all.count)];
  owned.push(rows, validation);
  return [rows, validation];
}

/**
 * The data in lines: the same for all replicas, or with `autoShard: false` the lines of each. A
 * single replica that keeps no checkpoint needs none.
 *
 * @throws ValueError on every replica where one has other data.
 */
async function compareData(
  model: LayersModel,
  { strategy, autoShard, checkpoint }: FitSettings,
  rows: ModelRows,
  validation: ModelRows | undefined,
): Promise<string[]> {
  if (strategy.numReplicasInSync === 1 && !checkpoint) return [];
  const own = [
    ...(await describeRows(model, rows)),
    `rows to validate with: ${validation?.count ?? "none"}`,
    ...(validation ? await describeRows(model, validation, "validation's ") : []),
  ];
  const all = strategy.gather(own, "data");
  if (!autoShard)
    return all.flatMap((lines, replica) => lines.map((line) => `replica ${replica}: ${line}`));
  expectSameLines(owner, argument, all);
  return own;
}

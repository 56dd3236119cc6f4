// Evaluation under a strategy. Every batch is computed whole, on one of the replicas, so each loss
// and metric is what one machine computes. Only their weighted sums are sent.

import { tidy } from "@tensorflow/tfjs-core";
import type { ModelData, SampleWeight } from "binary-crossentropy/tfjs";
import type { Batch, LayersModel } from "binary-crossentropy/tfjs/internal";
import { runBuiltInLoop } from "../../current-strategy.js";
import type { Strategy } from "../../strategy.js";
import { checksumOf, describeRows } from "../describe/checksums.js";
import { describeColumns, describeLayers, describeOutputs } from "../describe/describe-model.js";
import { compareLines } from "../messages/compare-lines.js";
import { FusedSums } from "../messages/fused-sums.js";
import {
  asGiven,
  type Complete,
  type Read,
  readAutoShard,
  readBatchSize,
  readOptions,
  readStrategy,
} from "../read.js";
import { type ModelRows, readRows } from "../rows/model-rows.js";
import { type Logs, toLogs } from "../state/epoch-logs.js";
import { compiledModel, type TrainableModel } from "../trainable-model.js";
import { batchLosses } from "./batch-losses.js";

const owner = "evaluate";

export interface EvaluateOptions {
  /** Default: the strategy in whose scope this is called. */
  readonly strategy?: Strategy | undefined;
  /** Number of rows in a batch. Default 32. */
  readonly batchSize?: number | undefined;
  /** Weights for losses of this package, as in `fit`. */
  readonly sampleWeight?: SampleWeight | null | undefined;
  /**
   * Whether all replicas were given the same rows. Default true; with false, each has its own.
   */
  readonly autoShard?: boolean | undefined;
}

/** How each option is read, in the order in which messages list them. */
const readers = {
  strategy: readStrategy,
  batchSize: readBatchSize,
  sampleWeight: asGiven as Read<SampleWeight | null | undefined>,
  autoShard: readAutoShard,
} satisfies { readonly [Name in keyof Required<EvaluateOptions>]: Read<unknown> };

/** How rows become batches, and which replica computes each. */
type Batching = Pick<Complete<typeof readers>, "batchSize" | "autoShard">;

/**
 * The loss and the metrics of a model, as `model.evaluate` computes them on one machine. Each
 * replica computes whole batches, and the values are averaged, weighted by the batches' sizes.
 * Every replica calls it.
 *
 * @param model A compiled model with the same weights on every replica.
 * @param x The inputs.
 * @param y The labels.
 * @returns The values by name, the same on every replica: `loss` in nats for a
 * `BinaryCrossentropy`, and the metrics.
 * @throws ValueError for bad options, and on every replica where one has another model, other
 * weights or other data. Data that do not fit the model throw what TensorFlow.js throws.
 */
export async function evaluate(
  model: TrainableModel,
  x: ModelData,
  y: ModelData,
  options: EvaluateOptions = {},
): Promise<Logs> {
  const compiled = compiledModel(owner, model);
  const settings = readOptions(owner, options, readers);
  const { strategy, batchSize, sampleWeight } = settings;
  const rows = await readRows(owner, compiled, x, y, { sampleWeight }, batchSize);
  try {
    await compareEvaluations(strategy, compiled, rows, settings);
    const values = await evaluateRows(strategy, compiled, rows, settings);
    return toLogs(compiled.getDedupedMetricsNames(), values);
  } finally {
    rows.dispose();
  }
}

/**
 * @throws ValueError on every replica where one has another model, other weights, data or options.
 */
async function compareEvaluations(
  strategy: Strategy,
  model: LayersModel,
  rows: ModelRows,
  { batchSize, autoShard }: Batching,
): Promise<void> {
  if (strategy.numReplicasInSync === 1) return;
  const weights = model.weights.map((weight) => weight.read());
  compareLines(owner, strategy, "model, data and options", [
    ...describeLayers(model),
    `weights: those with the checksum ${await checksumOf(weights)}`,
    ...describeOutputs(model),
    `batchSize: ${batchSize}`,
    `autoShard: ${autoShard}`,
    describeColumns(rows.columns),
    ...(autoShard ? [`rows: ${rows.count}`, ...(await describeRows(model, rows))] : []),
  ]);
}

/** The values, in the order of the model's names for them. */
export async function evaluateRows(
  strategy: Strategy,
  model: LayersModel,
  rows: ModelRows,
  { batchSize, autoShard }: Batching,
): Promise<number[]> {
  const [replica, replicas] = autoShard
    ? [strategy.replicaIdInSyncGroup, strategy.numReplicasInSync]
    : [0, 1];
  const batches = Math.ceil(rows.count / batchSize);
  const names = model.getDedupedMetricsNames().length;
  // With shared rows each batch has a place of its own, so that the sums are added in one order,
  // whichever replica computes which batch.
  const sums = new FusedSums(strategy, autoShard ? batches : strategy.numReplicasInSync, names + 1);
  await sums.collect(owner, async (add) => {
    for (let batch = replica; batch < batches; batch += replicas) {
      const start = batch * batchSize;
      const size = Math.min(batchSize, rows.count - start);
      const values = await valuesOf(strategy, model, () => rows.slice(start, start + size).columns);
      const row = autoShard ? batch : strategy.replicaIdInSyncGroup;
      add(row, [size, ...values.map((value) => value * size)]);
    }
  });
  const [seen, ...totals] = sums.totals();
  return totals.map((total) => total / seen!);
}

/** The total loss of one batch, which is made here and disposed, and its metrics. */
async function valuesOf(
  strategy: Strategy,
  model: LayersModel,
  makeBatch: () => Batch,
): Promise<number[]> {
  const scalars = tidy(() =>
    runBuiltInLoop(strategy, () => {
      const { losses, metrics } = batchLosses(owner, model, makeBatch(), false);
      return [...losses, ...metrics];
    }),
  );
  const values = (await Promise.all(scalars.map((scalar) => scalar.data()))).map(
    (data) => data[0]!,
  );
  for (const scalar of scalars) scalar.dispose();
  const losses = values.slice(0, model.outputs.length);
  return [losses.reduce((sum, loss) => sum + loss, 0), ...values.slice(model.outputs.length)];
}

// When the weighted metrics of a model begin anew: with each epoch of a training, and with each
// evaluation.

import { withStreamCallback } from "./metric-callback.js";
import { MetricStream } from "./metric-stream.js";
import type { BatchFunction, LayersModel } from "./model.js";
import { hasWeightedMetrics } from "./weighted-metrics.js";

/** Trainings whose function is not made yet. */
const begun = new WeakMap<LayersModel, MetricStream>();

/** The stream of the training that makes its function; undefined for a batch by itself. */
export function claimStream(model: LayersModel): MetricStream | undefined {
  const stream = begun.get(model);
  begun.delete(model);
  return stream;
}

/**
 * Runs a training whose weighted metrics begin anew with each epoch.
 *
 * @param args The arguments of the training, with its callbacks.
 */
export async function withTrainingStream<T>(
  model: LayersModel,
  args: unknown,
  run: (args: unknown) => Promise<T>,
): Promise<T> {
  // TensorFlow.js refuses a second training.
  if (model.isTraining || !hasWeightedMetrics(model)) return run(args);
  const stream = new MetricStream();
  begun.set(model, stream);
  try {
    return await run(withStreamCallback(model, stream, args));
  } finally {
    begun.delete(model);
    stream.reset();
  }
}

/** By the function that computes the batches of an evaluation. */
const evaluations = new WeakMap<BatchFunction, MetricStream>();

export function streamOf(test: BatchFunction): MetricStream | undefined {
  return evaluations.get(test);
}

/** Runs an evaluation by this function, and ends it. */
export function withTestStreamOf<T>(test: BatchFunction, run: () => T): T {
  const end = begin(test);
  try {
    return run();
  } finally {
    end();
  }
}

/** Runs an evaluation that makes its function at once, and computes batches later. */
export async function withTestStream<T>(model: LayersModel, run: () => Promise<T>): Promise<T> {
  if (!hasWeightedMetrics(model)) return run();
  const result = run();
  const end = begin(model.testFunction);
  try {
    return await result;
  } finally {
    end();
  }
}

/** @returns What ends it. */
function begin(test: BatchFunction): () => void {
  const stream = new MetricStream();
  evaluations.set(test, stream);
  return () => {
    evaluations.delete(test);
    stream.reset();
  };
}

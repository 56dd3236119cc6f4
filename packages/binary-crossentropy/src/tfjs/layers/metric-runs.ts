// When the weighted metrics of a model begin anew: with each epoch of a training, and with each
// evaluation. A stream belongs to the function that computes the batches of its run: other batches
// of the model may come between them.

import { withStreamCallback } from "./metric-callback.js";
import { MetricStream } from "./metric-stream.js";
import type { BatchFunction, LayersModel } from "./model.js";
import { hasWeightedMetrics } from "./weighted-metrics.js";
import { withMethod } from "./with-method.js";

/** By the function that computes the batches of a training or an evaluation. */
const streams = new WeakMap<BatchFunction, MetricStream>();

/** The stream of a function's batches; undefined for a batch by itself. */
export function streamOf(batches: BatchFunction): MetricStream | undefined {
  return streams.get(batches);
}

/** Trainings whose function is not known yet. */
const begun = new WeakMap<LayersModel, MetricStream>();

/** Says that the training that has begun computes its batches by this function. */
export function claimStream(model: LayersModel, train: BatchFunction): void {
  const stream = begun.get(model);
  if (stream) streams.set(train, stream);
  begun.delete(model);
}

/** Starts a training that makes its function before it first waits, and claims its stream. */
export function claimingAtOnce<T>(model: LayersModel, run: () => Promise<T>): Promise<T> {
  if (!begun.has(model)) return run();
  const { makeTrainFunction } = model;
  const makeClaiming = () => {
    const train = makeTrainFunction.call(model);
    claimStream(model, train);
    return train;
  };
  return withMethod(model, "makeTrainFunction", makeClaiming, run);
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
  streams.set(test, stream);
  return () => {
    streams.delete(test);
    stream.reset();
  };
}

// Logistic regression by plain gradient descent: z = x · w + b. The package computes the loss and
// its gradient with respect to z; the chain rule from z to w and b is here.

import type { BinaryCrossentropy, FloatArray, ShapedData } from "binary-crossentropy";
import type { Dataset } from "./data.js";

export interface Model {
  readonly weights: Float64Array;
  readonly bias: number;
}

export type ScalarLoss = BinaryCrossentropy<"auto" | "sum">;

export interface DescentOptions {
  readonly loss: ScalarLoss;
  readonly learningRate: number;
  /** Number of updates. */
  readonly epochs: number;
  readonly sampleWeight?: Float64Array | undefined;
}

export interface Step {
  /** Number of updates before this step. */
  readonly epoch: number;
  readonly model: Model;
  /** The loss of the model on all rows. */
  readonly loss: number;
}

export function logits({ weights, bias }: Model, { rows }: Dataset): Float64Array {
  return Float64Array.from(rows, (row) => weights.reduce((sum, w, j) => sum + w * row[j]!, bias));
}

export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/**
 * Shapes data as [N, 1]: N samples of one number each. Flat [N] would be one sample of N numbers,
 * whose "sum" is their mean.
 */
export function column(data: Uint8Array | FloatArray): ShapedData {
  return { data, shape: [data.length, 1] };
}

/**
 * Descends from w = 0 and b = 0. Yields the model before each update and after the last one, so one
 * step more than epochs.
 */
export function* descend(data: Dataset, options: DescentOptions): Generator<Step, void> {
  let model: Model = { weights: new Float64Array(data.rows[0]!.length), bias: 0 };
  for (let epoch = 0; epoch <= options.epochs; epoch++) {
    const { value, grad } = valueAndGradByLogit(options, data.labels, logits(model, data));
    yield { epoch, model, loss: value };
    model = update(model, data, grad, options.learningRate);
  }
}

/**
 * The loss and its gradient with respect to the logits, also for a loss of probabilities:
 * dp/dz = p (1 − p).
 */
function valueAndGradByLogit(
  { loss, sampleWeight }: DescentOptions,
  labels: Uint8Array,
  z: Float64Array,
) {
  if (loss.getConfig().from_logits) {
    const { value, grad } = loss.valueAndGrad(column(labels), column(z), sampleWeight);
    return { value, grad: grad.data };
  }
  const p = z.map(sigmoid);
  const { value, grad } = loss.valueAndGrad(column(labels), column(p), sampleWeight);
  return { value, grad: p.map((p, i) => grad.data[i]! * p * (1 - p)) };
}

/** One step downhill, with dz/dw = x and dz/db = 1. */
function update(
  { weights, bias }: Model,
  { rows }: Dataset,
  grad: FloatArray,
  learningRate: number,
): Model {
  const next = weights.slice();
  let nextBias = bias;
  for (const [i, row] of rows.entries()) {
    const step = learningRate * grad[i]!;
    for (let j = 0; j < next.length; j++) next[j]! -= step * row[j]!;
    nextBias -= step;
  }
  return { weights: next, bias: nextBias };
}

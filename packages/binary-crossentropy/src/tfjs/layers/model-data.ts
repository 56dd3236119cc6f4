// What callers pass to a LayersModel: data, weights, datasets and the arguments of its methods.

import type { Tensor } from "@tensorflow/tfjs-core";

/** One tensor for each input or output of a model: alone, by position or by name. */
export type TensorOrTensors = Tensor | readonly Tensor[] | { readonly [name: string]: Tensor };

/**
 * Weights of a model as tensors: a tensor, or one for each output, by position or by name.
 */
export type SampleWeight = Tensor | Tensor[] | { [outputName: string]: Tensor };

/** Weights of one output: a tensor, a typed array, or nested arrays of numbers. */
export type OutputWeight = Tensor | Float32Array | Float64Array | number[] | number[][];

/**
 * Weights as a model with a loss of this package takes them: of its output, or of each output, by
 * position or by name.
 */
export type ModelWeight = OutputWeight | OutputWeight[] | { [outputName: string]: OutputWeight };

/** Inputs or targets of a model: a tensor, or one for each, by position or by name. */
export type ModelData = Tensor | Tensor[] | { [name: string]: Tensor };

/**
 * Options of `fit` and `evaluate`, with weights for every output. TensorFlow.js checks the other
 * options itself.
 */
export interface WeightedArguments {
  readonly sampleWeight?: ModelWeight | undefined;
  readonly batchSize?: unknown;
  readonly callbacks?: unknown;
  readonly classWeight?: unknown;
  readonly epochs?: unknown;
  readonly initialEpoch?: unknown;
  readonly shuffle?: unknown;
  readonly steps?: unknown;
  readonly stepsPerEpoch?: unknown;
  readonly validationData?: unknown;
  readonly validationSplit?: unknown;
  readonly validationSteps?: unknown;
  readonly verbose?: unknown;
  readonly yieldEvery?: unknown;
}

/**
 * Calls that a model with a loss of this package accepts and the types of TensorFlow.js do not
 * declare: `trainOnBatch` with weights, and `fit` and `evaluate` with weights for several outputs.
 * Every LayersModel can be given this type beside its own.
 */
export interface TrainsWithWeights {
  compile(args: CompileArguments & { readonly optimizer: unknown }): void;
  trainOnBatch(x: ModelData, y: ModelData, sampleWeight?: ModelWeight): Promise<number | number[]>;
  fit(
    x: ModelData,
    y: ModelData,
    args?: WeightedArguments,
  ): Promise<{ readonly history: { readonly [name: string]: (number | Tensor)[] } }>;
  evaluate(x: ModelData, y: ModelData, args?: WeightedArguments): Tensor | Tensor[];
}

/** A loss or a metric of an output: one number per sample, or a scalar. */
export type OutputFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** Metrics by name or as functions: for every output, or by output name. */
export type Metrics =
  | string
  | OutputFunction
  | readonly (string | OutputFunction)[]
  | {
      readonly [outputName: string]: string | OutputFunction | readonly (string | OutputFunction)[];
    }
  | null
  | undefined;

/** Options of `compile` with those that a loss of this package adds. */
export interface CompileArguments {
  readonly loss?: unknown;
  readonly metrics?: Metrics;
  /**
   * Metrics under the weights of samples and classes: over all batches of an epoch, Σ w v / Σ w.
   */
  readonly weightedMetrics?: Metrics;
  /** What each output's loss counts in the total, by position or by output name. */
  readonly lossWeights?: readonly number[] | { readonly [outputName: string]: number } | undefined;
  /**
   * Whether a loss of probabilities is computed of the logits behind a sigmoid that gives them, in
   * the dialects of Keras. Default true, as in tf.keras.
   */
  readonly findLogits?: boolean | undefined;
}

/** A dataset, or its iterator, of elements `{ xs, ys, sampleWeight }`. */
export interface Dataset {
  iterator?(): Promise<DatasetIterator>;
}

export interface DatasetIterator {
  next(): Promise<{ readonly value: DatasetElement | null; readonly done: boolean }>;
}

export interface DatasetElement {
  readonly xs: TensorOrTensors;
  readonly ys: TensorOrTensors;
  readonly sampleWeight?: TensorOrTensors | null;
}

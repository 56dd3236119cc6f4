// TensorFlow.js's LayersModel, as far as weights need to know it, described by its structure:
// tfjs-layers is found at run time, if it is there, and never imported.

import type { Tensor } from "@tensorflow/tfjs-core";

/** One tensor for each input or output of a model: alone, by position or by name. */
export type TensorOrTensors = Tensor | readonly Tensor[] | { readonly [name: string]: Tensor };

/**
 * Weights as a model with a loss of this package takes them: a tensor, or one for each output, by
 * position or by name.
 */
export type SampleWeight = Tensor | Tensor[] | { [outputName: string]: Tensor };

/** Inputs or targets of a model: a tensor, or one for each, by position or by name. */
export type ModelData = Tensor | Tensor[] | { [name: string]: Tensor };

/**
 * Options of `fit` and `evaluate`, with weights for every output; TensorFlow.js checks the others
 * itself.
 */
export interface WeightedArguments {
  readonly sampleWeight?: SampleWeight | undefined;
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
 * What a model with a loss of this package takes and the types of TensorFlow.js do not know:
 * `trainOnBatch` with weights, and `fit` and `evaluate` with those of several outputs. Every
 * LayersModel can be given this type beside its own.
 */
export interface TrainsWithWeights {
  trainOnBatch(x: ModelData, y: ModelData, sampleWeight?: SampleWeight): Promise<number | number[]>;
  fit(
    x: ModelData,
    y: ModelData,
    args?: WeightedArguments,
  ): Promise<{ readonly history: { readonly [name: string]: (number | Tensor)[] } }>;
  evaluate(x: ModelData, y: ModelData, args?: WeightedArguments): Tensor | Tensor[];
}

/**
 * A batch: the inputs, the targets, and, where there are any, one weight or null for each target.
 */
export type Batch = (Tensor | null)[];

export type BatchFunction = (data: Batch) => Tensor[];

/** A loss or a metric of an output. */
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

export interface CompileArguments {
  readonly loss?: unknown;
  readonly metrics?: Metrics;
}

export interface LayersModel {
  readonly inputs: readonly unknown[];
  readonly outputs: readonly unknown[];
  readonly outputNames: readonly string[];
  readonly lossFunctions: readonly unknown[];
  /** Metrics with the number of their output; for several outputs their losses come first. */
  readonly metricsTensors: [OutputFunction, number][];
  testFunction: BatchFunction;
  compile(args: CompileArguments): void;
  makeTrainFunction(): BatchFunction;
  makeTestFunction(): void;
  standardizeUserData(
    x: TensorOrTensors,
    y: TensorOrTensors,
    sampleWeight?: TensorOrTensors | null,
    classWeight?: unknown,
    ...rest: unknown[]
  ): Promise<[Tensor[], Tensor[], Batch | null]>;
  testLoop(f: BatchFunction, ins: Batch, ...rest: unknown[]): unknown;
  evaluate(
    x: TensorOrTensors,
    y: TensorOrTensors,
    args?: { readonly sampleWeight?: TensorOrTensors | null },
  ): unknown;
  trainOnBatch(
    x: TensorOrTensors,
    y: TensorOrTensors,
    sampleWeight?: TensorOrTensors | null,
  ): Promise<number | number[]>;
  getLossIdentifiers(): unknown;
  fit(x: TensorOrTensors, y: TensorOrTensors, args?: unknown): Promise<unknown>;
  fitDataset(dataset: Dataset, args: unknown): Promise<unknown>;
  evaluateDataset(dataset: Dataset, args?: unknown): Promise<unknown>;
}

/** A model of layers one after the other: it hands its calls on to a LayersModel within. */
export interface SequentialModel {
  readonly model: LayersModel | null;
  trainOnBatch(
    x: TensorOrTensors,
    y: TensorOrTensors,
    sampleWeight?: TensorOrTensors | null,
  ): Promise<number | number[]>;
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

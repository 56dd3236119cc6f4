// The one description of TensorFlow.js's LayersModel: every field and method that this package
// uses, private ones included, and how their arrays are laid out. The description is structural,
// since tfjs-layers is found at run time, if it is there, and never imported.

import type { Optimizer, Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import type { CompileArguments, Dataset, OutputFunction, TensorOrTensors } from "./model-data.js";

/**
 * A batch: the inputs, the targets, and, where there are any, one weight or null for each target.
 */
export type Batch = (Tensor | null)[];

export type BatchFunction = (data: Batch) => Tensor[];

export interface LayerVariable {
  readonly shape: readonly number[];
  readonly dtype: string;
  read(): Variable;
}

export interface Layer {
  readonly trainable: boolean;
  readonly weights: readonly LayerVariable[];
  readonly inboundNodes: readonly { readonly inboundLayers?: readonly Layer[] }[];
  getClassName(): string;
  getConfig(): object;
}

/** An output of a model before there is data, and the layer that gives it. */
export interface OutputTensor {
  readonly sourceLayer: OutputLayer;
  readonly outputTensorIndex?: number;
}

/** A layer, or a model that stands as one. */
export interface OutputLayer {
  readonly activation?: object | null;
  readonly outputs?: readonly OutputTensor[];
  apply(...args: unknown[]): unknown;
  computeMask?(...args: unknown[]): Tensor | null | (Tensor | null)[];
}

/** What a model is saved with of its compilation. */
export interface TrainingConfig {
  readonly loss?: unknown;
}

export interface LayersModel {
  readonly inputs: readonly unknown[];
  readonly outputs: readonly OutputTensor[];
  readonly outputNames: readonly string[];
  readonly layers: readonly Layer[];
  readonly weights: readonly LayerVariable[];
  readonly nonTrainableWeights: readonly LayerVariable[];
  /** The weights that the optimizer changes, in the order of their gradients. */
  readonly collectedTrainableWeights: readonly LayerVariable[];
  /** As passed to `compile`. */
  readonly loss: unknown;
  metrics: unknown;
  /** The total loss, the losses of several outputs, and the metrics. */
  readonly metricsNames: string[];
  /** One for each output; undefined until the model is compiled. */
  lossFunctions: readonly OutputFunction[];
  /** Metrics with the number of their output: see {@link userMetrics}. */
  readonly metricsTensors: readonly [OutputFunction, number][];
  readonly optimizer: Optimizer;
  testFunction: BatchFunction;
  stopTraining: boolean;
  isTraining: boolean;
  history: unknown;
  call(inputs: Tensor[], options: { readonly training: boolean }): Tensor | Tensor[];
  /** The losses of regularizers. */
  calculateLosses(): Scalar[];
  getDedupedMetricsNames(): string[];
  getLossIdentifiers(): unknown;
  loadTrainingConfig(config: TrainingConfig): void;
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
  fitLoop(f: BatchFunction, ...rest: unknown[]): Promise<unknown>;
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
    ...others: readonly unknown[]
  ): Promise<number | number[]>;
  fit(x: TensorOrTensors, y: TensorOrTensors, args?: unknown): Promise<unknown>;
  fitDataset(dataset: Dataset, args: unknown): Promise<unknown>;
  evaluateDataset(dataset: Dataset, args?: unknown): Promise<unknown>;
}

/** A model of layers one after the other, which passes its calls on to a LayersModel inside it. */
export interface SequentialModel {
  readonly model?: LayersModel | null;
  trainOnBatch: LayersModel["trainOnBatch"];
}

/** The LayersModel that does the work: the one inside a sequential model, or the model itself. */
export function workingModel<Model extends object>(model: Model): Model | LayersModel {
  return (model as SequentialModel).model ?? model;
}

/** The three parts of a batch. */
export interface BatchParts {
  readonly inputs: Tensor[];
  readonly targets: Tensor[];
  /** One or null for each target; empty where the batch has no weights at all. */
  readonly weights: (Tensor | null)[];
}

export function partsOf({ inputs, outputs }: LayersModel, batch: Batch): BatchParts {
  const [targetsAt, weightsAt] = [inputs.length, inputs.length + outputs.length];
  return {
    inputs: batch.slice(0, targetsAt) as Tensor[],
    targets: batch.slice(targetsAt, weightsAt) as Tensor[],
    weights: batch.slice(weightsAt),
  };
}

/** The metrics that were passed to `compile`: among several outputs their losses come first. */
export function userMetrics({ metricsTensors, outputs }: LayersModel): [OutputFunction, number][] {
  return metricsTensors.slice(outputs.length > 1 ? outputs.length : 0);
}

/** The names of {@link userMetrics}; before them come the total loss and the outputs' losses. */
export function userMetricNames(model: LayersModel): string[] {
  const names = model.getDedupedMetricsNames();
  return names.slice(names.length - userMetrics(model).length);
}

/** The variables that the optimizer changes, in the order of their gradients. */
export function trainedVariables({ collectedTrainableWeights }: LayersModel): Variable[] {
  return collectedTrainableWeights.map((weight) => weight.read());
}

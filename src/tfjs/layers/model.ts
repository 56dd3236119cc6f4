// TensorFlow.js's LayersModel, as far as weights need to know it, described by its structure: tfjs-layers is found at run
// time, if it is there, and never imported.

import type { Tensor } from "@tensorflow/tfjs-core";

/** One tensor for each input or output of a model: alone, by position or by name. */
export type TensorOrTensors = Tensor | readonly Tensor[] | { readonly [name: string]: Tensor };

/** `trainOnBatch` with sample weights, which a model with a loss of this package takes. Every LayersModel has this type. */
export interface TrainsWithWeights {
  trainOnBatch(
    x: Tensor | Tensor[] | { [inputName: string]: Tensor },
    y: Tensor | Tensor[] | { [outputName: string]: Tensor },
    sampleWeight?: Tensor | Tensor[] | { [outputName: string]: Tensor },
  ): Promise<number | number[]>;
}

/** A batch: the inputs, the targets, and, where there are any, one weight or null for each target. */
export type Batch = (Tensor | null)[];

export type BatchFunction = (data: Batch) => Tensor[];

export interface LayersModel {
  readonly inputs: readonly unknown[];
  readonly outputs: readonly unknown[];
  readonly outputNames: readonly string[];
  readonly lossFunctions: readonly unknown[];
  testFunction: BatchFunction;
  makeTrainFunction(): BatchFunction;
  makeTestFunction(): void;
  standardizeUserData(x: TensorOrTensors, y: TensorOrTensors, ...rest: unknown[]): Promise<[Tensor[], Tensor[], Batch | null]>;
  testLoop(f: BatchFunction, ins: Batch, ...rest: unknown[]): unknown;
  evaluate(x: TensorOrTensors, y: TensorOrTensors, args?: { readonly sampleWeight?: TensorOrTensors | null }): unknown;
  trainOnBatch(x: TensorOrTensors, y: TensorOrTensors, sampleWeight?: TensorOrTensors | null): Promise<number | number[]>;
  fitDataset(dataset: Dataset, args: unknown): Promise<unknown>;
  evaluateDataset(dataset: Dataset, args?: unknown): Promise<unknown>;
}

/** A model of layers one after the other: it hands its calls on to a LayersModel within. */
export interface SequentialModel {
  readonly model: LayersModel | null;
  trainOnBatch(x: TensorOrTensors, y: TensorOrTensors, sampleWeight?: TensorOrTensors | null): Promise<number | number[]>;
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

// A compiled LayersModel, as far as training needs to know it, described by its structure:
// tfjs-layers is never imported.

import type { Optimizer, Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import { refuse, show } from "binary-crossentropy/internal";
import type { Batch, TensorOrTensors } from "binary-crossentropy/tfjs/internal";

/** What can be trained: every `tf.LayersModel` and `tf.Sequential`, once it is compiled. */
export interface TrainableModel {
  readonly name: string;
  readonly outputNames: string[];
  readonly layers: readonly object[];
  optimizer: Optimizer;
  stopTraining: boolean;
}

/** A loss or metric of an output: one number per sample, or a scalar. */
export type OutputFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

export interface LayerVariable {
  readonly shape: readonly number[];
  readonly dtype: string;
  read(): Variable;
}

export interface InboundNode {
  readonly inboundLayers?: readonly Layer[];
}

export interface Layer {
  readonly trainable: boolean;
  readonly weights: readonly LayerVariable[];
  readonly inboundNodes: readonly InboundNode[];
  getClassName(): string;
  getConfig(): object;
}

/** The methods and fields of a compiled LayersModel that a training loop is made of. */
export interface CompiledModel {
  readonly inputs: readonly unknown[];
  readonly outputs: readonly unknown[];
  readonly outputNames: readonly string[];
  readonly layers: readonly Layer[];
  readonly lossFunctions: readonly OutputFunction[];
  /** As they were given to `compile`. */
  readonly loss: unknown;
  readonly metrics: unknown;
  /** Metrics with the number of their output; for several outputs their losses come first. */
  readonly metricsTensors: readonly (readonly [OutputFunction, number])[];
  readonly collectedTrainableWeights: readonly LayerVariable[];
  readonly nonTrainableWeights: readonly LayerVariable[];
  readonly weights: readonly LayerVariable[];
  readonly optimizer: Optimizer;
  stopTraining: boolean;
  isTraining: boolean;
  history: unknown;
  call(inputs: Tensor[], options: { readonly training: boolean }): Tensor | Tensor[];
  calculateLosses(): Scalar[];
  getDedupedMetricsNames(): string[];
  standardizeUserData(
    x: TensorOrTensors,
    y: TensorOrTensors,
    sampleWeight: TensorOrTensors | null,
    classWeight: unknown,
    checkBatchAxis: boolean,
    batchSize: number,
  ): Promise<[Tensor[], Tensor[], Batch | null]>;
}

/**
 * The model that does the work: a sequential one keeps it within.
 *
 * @throws ValueError for what is no compiled model.
 */
export function compiledModel(owner: string, model: unknown): CompiledModel {
  const given = model as
    | (Partial<CompiledModel> & { readonly model?: Partial<CompiledModel> | null })
    | null
    | undefined;
  const inner = given?.model ?? given;
  if (
    typeof inner?.standardizeUserData !== "function" ||
    typeof inner.calculateLosses !== "function"
  ) {
    refuse(owner, "model", "be a tf.LayersModel", show(model));
  }
  if (!inner.optimizer || !inner.lossFunctions) {
    refuse(
      owner,
      "model",
      "be compiled",
      "one without optimizer and loss",
      "Call model.compile({ optimizer, loss }) before.",
    );
  }
  return inner as CompiledModel;
}

/** The variables that the optimizer changes, in the order of their gradients. */
export function trainableVariables({ collectedTrainableWeights }: CompiledModel): Variable[] {
  return collectedTrainableWeights.map((weight) => weight.read());
}

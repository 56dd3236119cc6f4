// The losses and metrics of one batch, as the model was compiled with them.

import { dispose, gather, mean, mul, type Scalar, type Tensor, tensor1d } from "@tensorflow/tfjs-core";
import { refuse, show } from "../../errors.js";
import type { Batch, ModelData, LayersModel as WeightedModel } from "../../tfjs/layers/model.js";
import { isOurs, withWeights } from "../../tfjs/layers/weights.js";
import type { CompiledModel } from "./model.js";

export interface BatchLosses {
  /** The mean of each output's loss, weights included. */
  readonly losses: Scalar[];
  /** The values of what `metricsNames` has after the loss. */
  readonly metrics: Scalar[];
}

/**
 * Computes a batch; for the caller's tidy.
 *
 * @param training Whether layers behave as in training, as dropout and batch normalisation do.
 */
export function batchLosses(owner: string, model: CompiledModel, batch: Batch, training: boolean): BatchLosses {
  let result: BatchLosses | undefined;
  withWeights(model as unknown as WeightedModel, batch, (data) => {
    const [inputs, outputs] = [model.inputs.length, model.outputs.length];
    const targets = data.slice(inputs, inputs + outputs) as Tensor[];
    const predictions = [model.call(data.slice(0, inputs) as Tensor[], { training })].flat();
    const losses = model.lossFunctions.map((loss, i) => {
      const value = loss(targets[i]!, predictions[i]!);
      return mean(weighted(owner, value, data[inputs + outputs + i] ?? null, isOurs(loss))) as Scalar;
    });
    const own = outputs > 1 ? losses : [];
    const metrics = model.metricsTensors.slice(own.length).map(([metric, i]) => mean(metric(targets[i]!, predictions[i]!)) as Scalar);
    result = { losses, metrics: [...own, ...metrics] };
    return [];
  });
  return result!;
}

/** Losses of this package have their weights already. */
function weighted(owner: string, loss: Tensor, weight: Tensor | null, isWeighted: boolean): Tensor {
  if (weight === null || isWeighted) return loss;
  if (loss.rank === 0) refuse(owner, "model", "have a loss that gives one number per sample, for the weights of classes", "a scalar");
  return mul(loss, weight);
}

/** Data of a model as it computes with them: inputs, targets, and weights where there are any. */
export class ModelRows {
  readonly #owned: readonly Tensor[];

  constructor(
    readonly columns: Batch,
    owned: readonly Tensor[],
  ) {
    this.#owned = owned;
  }

  get count(): number {
    return this.columns[0]!.shape[0]!;
  }

  /** The given rows; for the caller's tidy. */
  pick(rows: Int32Array): Batch {
    const indices = tensor1d(rows, "int32");
    return this.columns.map((column) => column && gather(column, indices));
  }

  /** The rows from one to another, as others that the same tensors are owned by. */
  slice(start: number, end: number): ModelRows {
    const columns = this.columns.map((column) => column && column.slice(start, end - start));
    return new ModelRows(
      columns,
      columns.filter((column) => column !== null),
    );
  }

  /** Frees what was made of the user's tensors, and leaves these. */
  dispose(): void {
    dispose([...this.#owned]);
  }
}

export interface Weights {
  readonly sampleWeight?: ModelData | null | undefined;
  readonly classWeight?: unknown;
}

/** Checks data as TensorFlow.js does in `fit`, and brings them into the form of its batches. */
export async function readRows(
  owner: string,
  model: CompiledModel,
  x: unknown,
  y: unknown,
  { sampleWeight, classWeight }: Weights,
  batchSize: number,
): Promise<ModelRows> {
  for (const [argument, value] of Object.entries({ x, y })) {
    if (typeof value !== "object" || value === null) refuse(owner, argument, "be a tensor, or one for each input or output", show(value));
  }
  const given = new Set(Object.values({ x, y }).flatMap(tensorsIn));
  const [xs, ys, weights] = await model.standardizeUserData(
    x as ModelData,
    y as ModelData,
    sampleWeight ?? null,
    classWeight ?? null,
    false,
    batchSize,
  );
  const made = [...xs, ...ys].filter((tensor) => !given.has(tensor));
  const ofWeights = (weights ?? []).filter((weight) => weight !== null);
  return new ModelRows([...xs, ...ys, ...(weights ?? [])], [...made, ...ofWeights]);
}

function tensorsIn(data: unknown): Tensor[] {
  if (typeof data === "object" && data !== null && "dataId" in data) return [data as Tensor];
  return Object.values(data as object) as Tensor[];
}

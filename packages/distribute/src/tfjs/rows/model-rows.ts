// The rows that a model is trained on or evaluated with: checked, laid out as its batches are, and
// freed at the end.

import { dispose, gather, slice, type Tensor, tensor1d } from "@tensorflow/tfjs-core";
import { refuse, show } from "binary-crossentropy/internal";
import type { ModelData } from "binary-crossentropy/tfjs";
import type { Batch, LayersModel } from "binary-crossentropy/tfjs/internal";

/** The columns of a model's data: inputs, targets, and weights where there are any. */
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

  /** The given rows, which the caller disposes. */
  pick(rows: Int32Array): Batch {
    const indices = tensor1d(rows, "int32");
    const picked = this.columns.map((column) => column && gather(column, indices));
    indices.dispose();
    return picked;
  }

  /** The rows from start to end. */
  slice(start: number, end: number): ModelRows {
    const columns = this.columns.map((column) => column && slice(column, start, end - start));
    return new ModelRows(
      columns,
      columns.filter((column) => column !== null),
    );
  }

  /** Frees the tensors that were made from the user's, and leaves the user's alone. */
  dispose(): void {
    dispose([...this.#owned]);
  }
}

export interface RowWeights {
  readonly sampleWeight?: ModelData | null | undefined;
  readonly classWeight?: unknown;
}

/** Checks data as TensorFlow.js's `fit` does, and lays them out as batches are. */
export async function readRows(
  owner: string,
  model: LayersModel,
  x: unknown,
  y: unknown,
  { sampleWeight, classWeight }: RowWeights,
  batchSize: number,
): Promise<ModelRows> {
  for (const [argument, value] of Object.entries({ x, y })) {
    if (typeof value !== "object" || value === null)
      refuse(owner, argument, "be a tensor, or one for each input or output", show(value));
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

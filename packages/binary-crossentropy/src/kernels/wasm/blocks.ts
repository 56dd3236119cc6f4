// Where the arrays of a block lie in a machine's memory, and the elements that its kernels hand out.

import { bufferOf, byteOffsetOf, kindOf } from "../../tensor/intrinsics.js";
import type { Dtype, FloatArray } from "../../types.js";
import type { Block, Kernel } from "../kernel.js";
import type { Machine, Outside } from "./machine.js";
import { Want } from "./numbers.js";

/** Addresses of a block's arrays; 0 stands for an array that there is none of. */
export interface Blocks {
  /** That of the labels as floats, which they are made if need be. */
  labels(block: Block): number;
  predictions(block: Block): number;
  weights(block: Block): number;
  kept(block: Block): number;
  posWeights(block: Block): number;
  out(out: FloatArray, at: number): number;
  array(array: FloatArray, at: number): number;
  /** Lets the careful kernel compute what the kernels of the module hand out from here on. */
  begin(): void;
}

/** @param careful Computes what may leave the range of floats on its way. */
export function blocksOf(machine: Machine, dtype: Dtype, careful: Kernel): Blocks {
  const run = machine.exports[dtype];
  const scratch = machine.scratch[dtype];
  const size = dtype === "float32" ? 4 : 8;
  const labelsStart = scratch.labels.byteOffset;
  const bytesStart = scratch.bytes.byteOffset;
  const predictionsStart = scratch.predictions.byteOffset;
  const outStart = scratch.out.byteOffset;

  // A property of an array costs more than a comparison, where arrays of several kinds have been
  // seen.
  const address = (array: FloatArray, at: number) => byteOffsetOf(array) + at * size;

  const Kind = dtype === "float32" ? Float32Array : Float64Array;
  let floats: FloatArray | undefined;
  let bytes: Uint8Array | undefined;

  /** Elements in the machine's memory, computed by the careful kernel. */
  const outside: Outside = (what, count, y, x, w, kept, posWeights, posWeight, scale, out) => {
    floats ??= new Kind(machine.buffer as ArrayBuffer) as FloatArray;
    bytes ??= new Uint8Array(machine.buffer);
    const block: Block = {
      count,
      yTrue: floats,
      yTrueAt: y / size,
      yPred: floats,
      yPredAt: x / size,
      weights: w === 0 ? null : floats,
      weightsAt: w / size,
      kept: kept === 0 ? null : bytes,
      keptAt: kept,
      posWeights: posWeights === 0 ? null : floats,
      posWeightsAt: posWeights / size,
      posWeight,
    };
    if (what & Want.Losses) careful.losses(block, floats, out / size);
    if (what & Want.Hessian) careful.hessian(block, scale, floats, out / size);
    if (what & Want.Gradient) return careful.valueAndGrad(block, scale, floats, out / size);
    return what & Want.Sum ? careful.sum(block) : 0;
  };

  return {
    labels({ yTrue, yTrueAt, count }) {
      if (yTrue === scratch.labels) return labelsStart + yTrueAt * size;
      if (yTrue !== scratch.bytes && kindOf(yTrue) !== "Uint8Array")
        return address(yTrue as FloatArray, yTrueAt);
      const start = yTrue === scratch.bytes ? bytesStart : byteOffsetOf(yTrue);
      run.labels(count, start + yTrueAt, labelsStart);
      return labelsStart;
    },
    predictions: ({ yPred, yPredAt }) =>
      yPred === scratch.predictions ? predictionsStart + yPredAt * size : address(yPred, yPredAt),
    weights: ({ weights, weightsAt }) => (weights === null ? 0 : address(weights, weightsAt)),
    kept: ({ kept, keptAt }) => (kept === null ? 0 : byteOffsetOf(kept) + keptAt),
    posWeights: ({ posWeights, posWeightsAt }) =>
      posWeights === null ? 0 : address(posWeights, posWeightsAt),
    out: (out, at) => (out === scratch.out ? outStart + at * size : address(out, at)),
    array: address,
    begin() {
      machine.outside = outside;
    },
  };
}

/** Whether an array lies in the machine's memory. */
export const isIn = (machine: Machine, array: ArrayBufferView): boolean =>
  machine.holdsArrays && bufferOf(array) === machine.buffer;

// The kernels of assembly/ behind the contract: which of them computes a block, and with what
// arguments.

import type { FormulaOptions } from "../../semantics/element.js";
import { clipOf } from "../../semantics/element.js";
import { bufferOf, byteOffsetOf, kindOf } from "../../tensor/intrinsics.js";
import type { FloatArray } from "../../types.js";
import type { Block, Kernel } from "../kernel.js";
import { blockSizeOf, type Machine, type Outside } from "./machine.js";

/** As assembly/general-vectors.ts numbers them. */
const want = { sum: 1, losses: 2, gradient: 4, hessian: 8 };
/** As assembly/element.ts numbers them. */
const dialects = { keras2: 1, keras3: 1, exact: 2, torch: 3 };

/** How small what a product is made of may be: assembly/probabilities.ts. */
const smallestFactor = 2 ** -30;
/**
 * Number of float32 elements from which the losses are summed up as the logarithm of a product. The
 * sum of fewer is that of the losses themselves: they are rounded, and where a few make up the sum
 * the two ways would differ by more than a unit in the last place.
 */
const fewestOfProduct = 32;
/**
 * Derivatives under scales beyond what float32 multiplies without loss are left to the other
 * kernel.
 */
const largestScale = 2 ** 60;

/** @param careful Computes what may leave the range of floats on its way. */
export function createWasmKernel(
  options: FormulaOptions & { readonly labelSmoothing: number },
  machine: Machine,
  careful: Kernel,
): Kernel {
  const { fromLogits, dialect: name, dtype, labelSmoothing } = options;
  const run = machine.exports[dtype];
  const scratch = machine.scratch[dtype];
  const dialect = fromLogits ? 0 : dialects[name];
  const isKeras = dialect === 1;
  const { lowest, highest, added } = isKeras
    ? clipOf(options)!
    : { lowest: 0, highest: 1, added: 0 };
  const multiplies = isKeras && Math.min(lowest + added, 1 - highest + added) >= smallestFactor;
  const keep = 1 - labelSmoothing;
  const rest = labelSmoothing / 2;

  const size = dtype === "float32" ? 4 : 8;
  const labelsStart = scratch.labels.byteOffset;
  const bytesStart = scratch.bytes.byteOffset;
  const predictionsStart = scratch.predictions.byteOffset;
  const outStart = scratch.out.byteOffset;

  // A property of an array costs more than a comparison, where arrays of several kinds have been
  // seen.
  const address = (array: FloatArray, at: number) => byteOffsetOf(array) + at * size;
  const predictionsOf = ({ yPred, yPredAt }: Block) =>
    yPred === scratch.predictions ? predictionsStart + yPredAt * size : address(yPred, yPredAt);
  const addressOfOut = (out: FloatArray, at: number) =>
    out === scratch.out ? outStart + at * size : address(out, at);

  function labelsOf({ yTrue, yTrueAt, count }: Block): number {
    if (yTrue === scratch.labels) return labelsStart + yTrueAt * size;
    if (yTrue !== scratch.bytes && kindOf(yTrue) !== "Uint8Array")
      return address(yTrue as FloatArray, yTrueAt);
    run.labels(
      count,
      (yTrue === scratch.bytes ? bytesStart : byteOffsetOf(yTrue)) + yTrueAt,
      labelsStart,
    );
    return labelsStart;
  }

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
    if (what & want.losses) careful.losses(block, floats, out / size);
    if (what & want.hessian) careful.hessian(block, scale, floats, out / size);
    if (what & want.gradient) return careful.valueAndGrad(block, scale, floats, out / size);
    return what & want.sum ? careful.sum(block) : 0;
  };

  function general(what: number, block: Block, scale: number, out: number): number {
    const { count, kept, keptAt, posWeights, posWeightsAt, posWeight } = block;
    machine.outside = outside;
    return run.general(
      what,
      dialect,
      count,
      labelsOf(block),
      predictionsOf(block),
      weightsOf(block),
      kept === null ? 0 : byteOffsetOf(kept) + keptAt,
      posWeights === null ? 0 : address(posWeights, posWeightsAt),
      posWeight,
      keep,
      rest,
      lowest,
      highest,
      added,
      scale,
      out,
    );
  }

  const weightsOf = ({ weights, weightsAt }: Block) =>
    weights === null ? 0 : address(weights, weightsAt);
  const keepsAll = ({ kept, posWeights, posWeight }: Block) =>
    kept === null && posWeights === null && posWeight === 1;

  /** Σ w L, and scale · w · dL/dx where `out` is not 0. */
  function sum(block: Block, scale: number, out: number): number {
    const isFew = dtype === "float32" && block.count < fewestOfProduct;
    if (isFew || !(dialect === 0 || multiplies) || !keepsAll(block)) {
      return general(out === 0 ? want.sum : want.sum | want.gradient, block, scale, out);
    }
    const { count } = block;
    machine.outside = outside;
    const y = labelsOf(block);
    const x = predictionsOf(block);
    const w = weightsOf(block);
    if (dialect === 0) return run.logits(count, y, x, w, keep, rest, scale, out);
    return run.probabilities(count, y, x, w, keep, rest, lowest, highest, added, scale, out);
  }

  const isTame = (scale: number) =>
    scale === 0 || (Math.abs(scale) < largestScale && Math.abs(scale) > 1 / largestScale);

  return {
    blockSize: blockSizeOf(dtype),
    scratch,
    begin: machine.holdsArrays ? machine.restore : () => {},
    reaches: (array) => machine.holdsArrays && bufferOf(array) === machine.buffer,

    sum: (block) => sum(block, 1, 0),

    losses(block, out, at) {
      general(want.losses, block, 1, addressOfOut(out, at));
    },

    valueAndGrad(block, scale, out, at) {
      if (isTame(scale)) return sum(block, scale, addressOfOut(out, at));
      // The sum as it is under every other scale.
      const total = sum(block, 1, 0);
      careful.valueAndGrad(block, scale, out, at);
      return total;
    },

    hessian(block, scale, out, at) {
      // PyTorch's has too many roundings for vectors of doubles, which have no wider ones.
      const isLeft = dialect === dialects.torch && dtype === "float64";
      if (isTame(scale) && !isLeft) general(want.hessian, block, scale, addressOfOut(out, at));
      else careful.hessian(block, scale, out, at);
    },
  };
}

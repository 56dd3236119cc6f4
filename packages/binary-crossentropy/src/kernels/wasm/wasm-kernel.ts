// The kernels of assembly/ behind the contract: which of them computes a block, and with what
// arguments.

import type { FormulaOptions } from "../../semantics/element.js";
import { clipOf } from "../../semantics/element.js";
import { bufferOf, byteOffsetOf, kindOf } from "../../tensor/intrinsics.js";
import type { Dialect, FloatArray } from "../../types.js";
import type { Block, CellSums, Kernel } from "../kernel.js";
import { blockSizeOf, fewElements, type Machine, type Outside } from "./machine.js";
import { Dialect as KernelDialect, Want } from "./numbers.js";

/** The kernels have one for both of Keras's, which differ in what is added behind the clip. */
const dialects: { readonly [D in Dialect]: number } = {
  keras2: KernelDialect.Clipped,
  keras3: KernelDialect.Clipped,
  exact: KernelDialect.Exact,
  torch: KernelDialect.Torch,
};

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
  const { spare } = machine;
  const dialect = fromLogits ? KernelDialect.Logits : dialects[name];
  const isKeras = dialect === KernelDialect.Clipped;
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
  let integers: Int32Array | undefined;

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

  function general(what: number, block: Block, w: number, scale: number, out: number): number {
    const { count, posWeight } = block;
    machine.outside = outside;
    return run.general(
      what,
      dialect,
      count,
      labelsOf(block),
      predictionsOf(block),
      w,
      keptOf(block),
      posWeightsOf(block),
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
  const keptOf = ({ kept, keptAt }: Block) => (kept === null ? 0 : byteOffsetOf(kept) + keptAt);
  const posWeightsOf = ({ posWeights, posWeightsAt }: Block) =>
    posWeights === null ? 0 : address(posWeights, posWeightsAt);

  /** Whether a loop of its own computes it: there is none for posWeight of smoothed labels. */
  function isQuick({ posWeights, posWeight }: Block): boolean {
    if (dialect !== KernelDialect.Logits && !multiplies) return false;
    return rest === 0 || (posWeights === null && posWeight === 1);
  }

  /**
   * Σ w L; unless they are 0 `losses` gets w L, and `out` scale · factors · dL/dx. The sum counts
   * only where losses are not written, or are weighted.
   */
  function quick(
    block: Block,
    w: number,
    scale: number,
    factors: number,
    out: number,
    losses: number,
  ): number {
    machine.outside = outside;
    return run.quick(
      dialect,
      block.count,
      labelsOf(block),
      predictionsOf(block),
      w,
      keptOf(block),
      posWeightsOf(block),
      block.posWeight,
      keep,
      rest,
      lowest,
      highest,
      added,
      scale,
      factors,
      out,
      losses === 0 ? spare.losses : losses,
      losses !== 0,
    );
  }

  /** Σ w L, and scale · w · dL/dx where `out` is not 0. */
  function sum(block: Block, scale: number, out: number): number {
    const isFew = dtype === "float32" && block.count < fewestOfProduct;
    const w = weightsOf(block);
    if (!isFew && isQuick(block)) return quick(block, w, scale, w, out, 0);
    return general(out === 0 ? Want.Sum : Want.Sum | Want.Gradient, block, w, scale, out);
  }

  /** Writes w L. */
  function losses(block: Block, w: number, out: number): void {
    if (isQuick(block)) quick(block, w, 1, 0, 0, out);
    else general(Want.Losses, block, w, 1, out);
  }

  /** Means of w L over cells, of the losses that were written to spare room. */
  function meansOf(block: Block, elements: number, out: number): CellSums | undefined {
    const w = weightsOf(block);
    // A weight might bring back what faint losses have lost.
    if (w !== 0 && run.faint(block.count, spare.losses) !== 0) return undefined;
    const cells = block.count / elements;
    const { table, found } = spare;
    const kept = keptOf(block);
    const losses = run.means(cells, elements, spare.losses, w, kept, true, table, found, out);
    integers ??= new Int32Array(machine.buffer);
    return { losses, cells: kept === 0 ? cells : integers[found / 4]! };
  }

  const countCells = (block: Block, elements: number) =>
    block.kept === null
      ? block.count / elements
      : machine.selection.countCells(block.count / elements, elements, keptOf(block));

  /** Whether w · scale / n of each element was written to spare room. */
  const writeFactors = (block: Block, elements: number, scale: number) =>
    run.factors(
      block.count / elements,
      elements,
      weightsOf(block),
      keptOf(block),
      scale,
      spare.table,
      spare.factors,
    ) !== 0;

  // PyTorch's has too many roundings for vectors of doubles, which have no wider ones.
  const isCarefulHessian = dialect === KernelDialect.Torch && dtype === "float64";

  const isTame = (scale: number) =>
    scale === 0 || (Math.abs(scale) < largestScale && Math.abs(scale) > 1 / largestScale);

  return {
    blockSize: blockSizeOf(dtype),
    scratch,
    begin: machine.holdsArrays ? machine.restore : () => {},
    reaches: (array) => machine.holdsArrays && bufferOf(array) === machine.buffer,

    sum: (block) => sum(block, 1, 0),

    losses(block, out, at) {
      losses(block, weightsOf(block), addressOfOut(out, at));
    },

    valueAndGrad(block, scale, out, at) {
      if (isTame(scale)) return sum(block, scale, addressOfOut(out, at));
      // The sum as it is under every other scale.
      const total = sum(block, 1, 0);
      careful.valueAndGrad(block, scale, out, at);
      return total;
    },

    hessian(block, scale, out, at) {
      if (isTame(scale) && !isCarefulHessian)
        general(Want.Hessian, block, weightsOf(block), scale, addressOfOut(out, at));
      else careful.hessian(block, scale, out, at);
    },

    cells: {
      fewerThan: fewElements,

      sum(block, elements, out, at) {
        losses(block, 0, spare.losses);
        return meansOf(block, elements, out === null ? 0 : addressOfOut(out, at));
      },

      sumOfWeights(block, elements) {
        const w = weightsOf(block);
        // Without a weight each cell's is 1.
        if (w === 0) return countCells(block, elements);
        return run.means(
          block.count / elements,
          elements,
          w,
          0,
          keptOf(block),
          false,
          spare.table,
          spare.found,
          0,
        );
      },

      count: countCells,

      valueAndGrad(block, elements, scale, out, at) {
        if (!writeFactors(block, elements, scale)) return undefined;
        const to = addressOfOut(out, at);
        const isAtOnce = isQuick(block) && block.weights === null;
        if (isAtOnce) quick(block, 0, 1, spare.factors, to, spare.losses);
        else losses(block, 0, spare.losses);
        const sum = meansOf(block, elements, 0)?.losses;
        if (sum === undefined || isAtOnce) return sum;
        if (isQuick(block)) quick(block, 0, 1, spare.factors, to, 0);
        else general(Want.Gradient, block, spare.factors, 1, to);
        return sum;
      },

      hessian(block, elements, scale, out, at) {
        if (isCarefulHessian || !writeFactors(block, elements, scale)) return undefined;
        general(Want.Hessian, block, spare.factors, 1, addressOfOut(out, at));
        return 0;
      },
    },

    countKept: (block) => machine.selection.countKept(block.count, keptOf(block)),

    areWithin: (array, at, count, lowest, highest) =>
      run.within(count, address(array, at), lowest, highest) !== 0,

    ignore(block, label) {
      run.ignore(block.count, labelsOf(block), label, keptOf(block));
    },
  };
}

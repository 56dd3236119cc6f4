// The kernels of assembly/ behind the contract: what those of all losses have in common.

import { setElements } from "../../tensor/intrinsics.js";
import type { Dtype } from "../../types.js";
import type { Block, CellSums, Kernel } from "../kernel.js";
import { type Blocks, isIn } from "./blocks.js";
import type { Elements } from "./elements.js";
import { blockSizeOf, fewElements, type Machine } from "./machine.js";

/**
 * Derivatives under scales beyond what float32 multiplies without loss are left to the other
 * kernel.
 */
const largestScale = 2 ** 60;

/** @param careful Computes what may leave the range of floats on its way. */
export function createWasmKernel(
  machine: Machine,
  dtype: Dtype,
  { labels, predictions, weights, kept, out: addressOfOut, array: address }: Blocks,
  { sum, losses, gradient, both, hessian, mayVanish }: Elements,
  careful: Kernel,
): Kernel {
  const run = machine.exports[dtype];
  const { spare } = machine;
  const scratch = machine.scratch[dtype];
  const Kind = dtype === "float32" ? Float32Array : Float64Array;
  let integers: Int32Array | undefined;

  /** Whether a weight might bring a loss back that left the range of floats. */
  const isLost = (block: Block) => block.weights !== null && mayVanish(block);

  /** Means of w L over cells, of the losses that were written to spare room. */
  function meansOf(block: Block, elements: number, out: number): CellSums | undefined {
    const w = weights(block);
    // A weight might bring back what faint losses have lost.
    if (w !== 0 && run.faint(block.count, spare.losses) !== 0) return undefined;
    const cells = block.count / elements;
    const { table, found } = spare;
    const keptAt = kept(block);
    const losses = run.means(cells, elements, spare.losses, w, keptAt, true, table, found, out);
    integers ??= new Int32Array(machine.buffer);
    return { losses, cells: keptAt === 0 ? cells : integers[found / 4]! };
  }

  /** The first of the numbers where losses are written one by one. */
  const spareLosses = (count: number) =>
    new Kind(machine.buffer as ArrayBuffer, spare.losses, count);

  const countCells = (block: Block, elements: number) =>
    block.kept === null
      ? block.count / elements
      : machine.selection.countCells(block.count / elements, elements, kept(block));

  /** Whether w · scale / n of each element was written to spare room. */
  const writeFactors = (block: Block, elements: number, scale: number) =>
    run.factors(
      block.count / elements,
      elements,
      weights(block),
      kept(block),
      scale,
      spare.table,
      spare.factors,
    ) !== 0;

  const isTame = (scale: number) =>
    scale === 0 || (Math.abs(scale) < largestScale && Math.abs(scale) > 1 / largestScale);

  return {
    blockSize: blockSizeOf(dtype),
    scratch,
    begin: machine.holdsArrays ? machine.restore : () => {},
    reaches: (array) => isIn(machine, array),

    sum: (block) => sum(block, 1, 0),

    losses(block, out, at) {
      losses(block, weights(block), addressOfOut(out, at));
    },

    valueAndGrad(block, scale, out, at) {
      if (isTame(scale)) return sum(block, scale, addressOfOut(out, at));
      // The sum as it is under every other scale.
      const total = sum(block, 1, 0);
      careful.valueAndGrad(block, scale, out, at);
      return total;
    },

    hessian(block, scale, out, at) {
      if (hessian && isTame(scale)) hessian(block, weights(block), scale, addressOfOut(out, at));
      else careful.hessian(block, scale, out, at);
    },

    cells: {
      fewerThan: fewElements,

      sum(block, elements, out, at) {
        if (isLost(block)) return undefined;
        losses(block, 0, spare.losses);
        return meansOf(block, elements, out === null ? 0 : addressOfOut(out, at));
      },

      sumOfWeights(block, elements) {
        const w = weights(block);
        // Without a weight each cell's is 1.
        if (w === 0) return countCells(block, elements);
        return run.means(
          block.count / elements,
          elements,
          w,
          0,
          kept(block),
          false,
          spare.table,
          spare.found,
          0,
        );
      },

      count: countCells,

      valueAndGrad(block, elements, scale, out, at, means, meansAt) {
        if (isLost(block) || !writeFactors(block, elements, scale)) return undefined;
        const to = addressOfOut(out, at);
        // Over predictions nothing is written before it is known that weighted losses hold.
        const mustWait = block.weights !== null && to === predictions(block);
        const place = mustWait ? addressOfOut(scratch.out, 0) : to;
        const isAtOnce = both(block, spare.factors, spare.losses, place);
        if (!isAtOnce) losses(block, 0, spare.losses);
        const isWithin = means !== null && isIn(machine, means);
        // Over the losses: the mean of a cell takes the place of one that has been read by then.
        const elsewhere = means === null ? 0 : spare.losses;
        const meansTo = isWithin ? address(means, meansAt) : elsewhere;
        const sum = meansOf(block, elements, meansTo)?.losses;
        if (sum === undefined) return undefined;
        if (means && !isWithin) setElements(means, spareLosses(block.count / elements), meansAt);
        if (!isAtOnce) gradient(block, spare.factors, to);
        else if (mustWait) setElements(out, scratch.out.subarray(0, block.count), at);
        return sum;
      },

      hessian(block, elements, scale, out, at) {
        if (!hessian || !writeFactors(block, elements, scale)) return undefined;
        hessian(block, spare.factors, 1, addressOfOut(out, at));
        return 0;
      },
    },

    countKept: (block) => machine.selection.countKept(block.count, kept(block)),

    areWithin: (array, at, count, lowest, highest) =>
      run.within(count, address(array, at), lowest, highest) !== 0,

    ignore(block, label) {
      run.ignore(block.count, labels(block), label, kept(block));
    },
  };
}

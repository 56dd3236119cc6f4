// The sum of losses, weighted as sample weights are.

import { cellsOf } from "../shape/cells.js";
import { fitWeight, stridesAlong } from "../shape/fit-weight.js";
import { createView, gather, sizeOf } from "../shape/view.js";
import type { Tensor } from "./read-tensor.js";

/**
 * Σ w L over all losses, or Σ L, in double precision.
 *
 * @throws ShapeError for weights that do not fit the losses.
 */
export function weightedSum(owner: string, losses: Tensor, weights?: Tensor): number {
  const values = elements(losses, losses.shape, losses.strides);
  if (weights === undefined) return values.reduce((sum, loss) => sum + loss, 0);
  const cells = cellsOf(owner, losses.shape, []);
  const axes = fitWeight(owner, "sampleWeight", weights.shape, cells, losses.shape);
  const factors = elements(weights, losses.shape, stridesAlong(axes, weights.strides));
  return values.reduce((sum, loss, i) => sum + loss * factors[i]!, 0);
}

function elements(
  { data, offset }: Tensor,
  shape: readonly number[],
  strides: readonly number[],
): Float64Array {
  const values = new Float64Array(sizeOf(shape));
  gather(data, createView(shape, strides, offset), 0, values.length, values);
  return values;
}

// Losses that are there, one per cell, under weights, a mask and a reduction, in ops of TensorFlow.js,
// which differentiate themselves.

import { cast, reshape, sum, type Tensor, where } from "@tensorflow/tfjs-core";
import { dividesBy, keepsCells, type Reduction } from "../../semantics/reduction.js";
import { broadcastShapes } from "../broadcast.js";
import { factorOf, keptOf, scaled } from "./composed.js";
import { constant, product, spreadTo } from "./product.js";

/**
 * Σ w L over what the reduction divides by, or w L for each cell.
 *
 * @throws ShapeError for a weight or a mask that does not fit the losses.
 */
export function reduceCells(
  owner: string,
  losses: Tensor,
  { sampleWeight, mask }: { sampleWeight: Tensor | undefined; mask: Tensor | undefined },
  reduction: Reduction,
): Tensor {
  const operands = { yTrue: losses, yPred: losses, sampleWeight, mask };
  const shapes = broadcastShapes(owner, operands, [], false);
  const kept = keptOf(mask, losses, shapes, undefined);
  const weight =
    sampleWeight && spreadTo(reshape(cast(sampleWeight, "float32"), shapes.weight!), losses.shape);
  const counted = (tensor: Tensor) => (kept ? where(kept, tensor, 0) : tensor);
  const weighted = counted(weight ? product(weight, losses) : losses);
  if (keepsCells(reduction)) return weighted;
  const count = () => (kept ? constant(() => sum(cast(kept, "float32"))) : losses.size);
  const weights = weight && (() => sum(counted(weight)));
  return scaled(sum(weighted), factorOf(dividesBy(reduction), count, weights));
}

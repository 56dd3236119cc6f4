// The loss as a composition: the elements' op, then weights, selection, means and the reduction in
// ops of TensorFlow.js, which differentiate themselves. Backends that do not compute a loss whole
// compute this; on the others it is what the gradients of the one op for all (fused.ts) are made of,
// where more is asked for than a gradient by yPred.
//
// value = Σ w share L / divisor, where share is 1 / count of the elements that are left in an
// element's cell.

import {
  broadcastTo,
  cast,
  div,
  greater,
  logicalAnd,
  mul,
  notEqual,
  reshape,
  scalar,
  sub,
  sum,
  type Tensor,
  where,
} from "@tensorflow/tfjs-core";
import { type Divisor, keepsCells } from "../../semantics/reduction.js";
import type { Configured } from "../../task/configured.js";
import type { Operands } from "../../task/operands.js";
import { differsFrom } from "../accuracy.js";
import type { BroadcastShapes } from "../broadcast.js";
import { element, slope } from "./element.js";
import { type Elementwise, elementwiseOf } from "./elementwise.js";
import { constant, product, spreadTo, sumTo } from "./product.js";

/** What a call is made of, each broadcast to the elements or of their shape. */
interface Parts {
  readonly options: Elementwise;
  /** The axes that losses are summed over; undefined for all of them. */
  readonly axes: number[] | undefined;
  readonly y: Tensor;
  readonly x: Tensor;
  /** Which elements count; undefined where all do. */
  readonly kept: Tensor | undefined;
  readonly weight: Tensor | undefined;
  readonly share: Tensor | number;
  /** What Σ w share L is divided by, as a factor; 0 where there is nothing to divide by. */
  readonly factor: Tensor | number;
  /** Σ w over the cells that count; without weights their number. */
  total(): Tensor | number;
}

/** The loss under the reduction of the options: a scalar, or one loss per cell. */
export function composed(
  operands: Operands<Tensor>,
  shapes: BroadcastShapes,
  configured: Configured,
): Tensor {
  return lossOf(partsOf(operands, shapes, configured));
}

/** Σ w over the cells of a call that count, what a weighted mean divides by; else their number. */
export function totalOf(
  operands: Operands<Tensor>,
  shapes: BroadcastShapes,
  configured: Configured,
): Tensor {
  const total = partsOf(operands, shapes, configured).total();
  return typeof total === "number" ? scalar(total) : total;
}

/**
 * The gradients by yTrue, yPred and the weight, of what {@link composed} gives, times dy; each can
 * be differentiated.
 */
export function composedGradients(
  dy: Tensor,
  operands: Operands<Tensor>,
  shapes: BroadcastShapes,
  configured: Configured,
) {
  const { reduction } = configured.settings;
  const upstream = keepsCells(reduction) ? reshape(dy, shapes.spread) : dy;
  const parts = partsOf(operands, shapes, configured);
  const { y, x, kept, weight, share, factor, options } = parts;
  /** What an element's loss is multiplied by in the value, without its weight. */
  const scale = scaled(scaled(upstream, share), factor);
  const selected = (gradient: Tensor) => (kept ? where(kept, gradient, 0) : gradient);
  const weighted = () => (weight ? mul(scale, weight) : scale);
  const byElement = (derivative: Tensor, like: Tensor) =>
    reshape(selected(product(weighted(), derivative)), like.shape);
  return {
    yTrue: () => byElement(slope("loss", y, x, options), operands.yTrue),
    yPred: () => byElement(element("gradient", y, x, options), operands.yPred),
    sampleWeight: () => {
      const losses = element("loss", y, x, options);
      // A weight is in the divisor too where that is the sum of them: d(Σ w L / Σ w)/dw = (L −
      // value) / Σ w.
      const above = configured.dividesBy === "weights" ? sub(losses, lossOf(parts)) : losses;
      return reshape(
        sumTo(selected(mul(scale, above)), shapes.weight!),
        operands.sampleWeight!.shape,
      );
    },
  };
}

function partsOf(
  { yTrue, yPred, sampleWeight, mask }: Operands<Tensor>,
  shapes: BroadcastShapes,
  configured: Configured,
): Parts {
  const { shape, cells, averaged } = shapes;
  const { ignoreLabel, fromLogits, reduction } = configured.settings;
  const options = elementwiseOf(configured);
  const labels = reshape(yTrue, shape);
  const predictions = reshape(cast(yPred, "float32"), shape);
  const given = sampleWeight && reshape(cast(sampleWeight, "float32"), shapes.weight!);
  const kept = keptOf(mask, labels, shapes, ignoreLabel);
  const axes = keepsCells(reduction) ? averaged : undefined;
  if (!kept) {
    const share = 1 / cells.elements;
    const count = () => cells.count;
    const weights = given && (() => mul(sum(spreadTo(given, shape)), share));
    const factor = factorOf(configured.dividesBy, count, weights);
    const total = weights ?? count;
    return { options, axes, y: labels, x: predictions, kept, weight: given, share, factor, total };
  }
  // What is left out is replaced before anything is computed of it: a NaN times 0 would stay a NaN.
  const weight = given && where(kept, spreadTo(given, shape), 0);
  const counts = constant(() => sum(cast(kept, "float32"), averaged, true));
  const share = inverse(counts);
  const count = () => constant(() => sum(cast(greater(counts, 0), "float32")));
  const weights = weight && (() => sum(mul(weight, share)));
  return {
    options,
    axes,
    y: where(kept, cast(labels, "float32"), 0),
    x: where(kept, predictions, fromLogits ? 0 : 0.5),
    kept,
    weight,
    share,
    factor: factorOf(configured.dividesBy, count, weights),
    total: weights ?? count,
  };
}

/** 1 over what the reduction divides by; without weights Σ w is the number of cells. */
export function factorOf(
  by: Divisor,
  cells: () => number | Tensor,
  weights: (() => Tensor) | undefined,
): number | Tensor {
  switch (by) {
    case "nothing":
      return 1;
    case "cells":
      return inverse(cells());
    case "weights":
      return inverse((weights ?? cells)());
  }
}

export function keptOf(
  mask: Tensor | undefined,
  labels: Tensor,
  shapes: BroadcastShapes,
  ignoreLabel: number | undefined,
): Tensor | undefined {
  if (!mask && ignoreLabel === undefined) return undefined;
  return constant(() => {
    const byMask =
      mask && cast(broadcastTo(cast(reshape(mask, shapes.mask!), "int32"), shapes.shape), "bool");
    if (ignoreLabel === undefined) return byMask!;
    const byLabel = differsFrom(ignoreLabel, labels);
    return byMask ? logicalAnd(byMask, byLabel) : byLabel;
  });
}

function lossOf({ options, axes, y, x, kept, weight, share, factor }: Parts): Tensor {
  const losses = element("loss", y, x, options);
  const weighted = weight ? product(weight, losses) : losses;
  const selected = kept ? where(kept, weighted, 0) : weighted;
  if (typeof share !== "number") return scaled(sum(mul(selected, share), axes), factor);
  return typeof factor === "number"
    ? scaled(sum(selected, axes), share * factor)
    : mul(scaled(sum(selected, axes), share), factor);
}

export function scaled(tensor: Tensor, factor: Tensor | number): Tensor {
  return factor === 1 ? tensor : mul(tensor, factor);
}

/** 1 / n, and 0 where n is 0, with a gradient of 0 there. */
function inverse(n: number | Tensor): Tensor | number {
  if (typeof n === "number") return n === 0 ? 0 : 1 / n;
  const isSome = constant(() => notEqual(n, 0));
  return mul(div(1, where(isSome, n, 1)), cast(isSome, "float32"));
}

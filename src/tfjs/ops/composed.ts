// The loss as a composition: the elements' op, then weights, selection, means and the reduction in
// ops of TensorFlow.js, which differentiate themselves. Backends on a GPU compute this; on the
// others it is what the gradients of the one op for all (fused.ts) are made of, where more is asked
// for than a gradient by yPred.
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
  sub,
  sum,
  type Tensor,
  where,
} from "@tensorflow/tfjs-core";
import type { Configured } from "../../task/configured.js";
import { differsFrom } from "../accuracy.js";
import type { Layout } from "../layout.js";
import type { Operands } from "../operands.js";
import { type Elementwise, element, elementwiseOf, slope } from "./element.js";
import { constant, product, sumTo } from "./product.js";

/** What a call is made of, each broadcast to the elements or of their shape. */
interface Parts {
  readonly layout: Layout;
  readonly options: Elementwise;
  readonly y: Tensor;
  readonly x: Tensor;
  /** Which elements count; undefined where all do. */
  readonly kept: Tensor | undefined;
  readonly weight: Tensor | undefined;
  readonly share: Tensor | number;
  /** What Σ w share L is divided by, as a factor; 0 where there is nothing to divide by. */
  readonly factor: Tensor | number;
}

/** The loss under the layout's reduction: a scalar, or one loss per cell. */
export function composed(operands: Operands, layout: Layout, configured: Configured): Tensor {
  return lossOf(partsOf(operands, layout, configured));
}

/**
 * The gradients by yTrue, yPred and the weight, of what {@link composed} gives, times dy; each can
 * be differentiated.
 */
export function composedGradients(
  dy: Tensor,
  operands: Operands,
  layout: Layout,
  configured: Configured,
) {
  const { keepsCells, spread, reduction } = layout;
  const upstream = keepsCells ? reshape(dy, spread) : dy;
  const parts = partsOf(operands, layout, configured);
  const { y, x, kept, weight, share, factor, options } = parts;
  /** What an element's loss is multiplied by in the value, without its weight. */
  const scale = scaled(scaled(upstream, share), factor);
  const selected = (gradient: Tensor) => (kept ? where(kept, gradient, 0) : gradient);
  const weighted = () => (weight ? mul(scale, weight) : scale);
  const byElement = (derivative: Tensor, like: Tensor) =>
    reshape(selected(product(weighted(), derivative)), like.shape);
  return {
    yTrue: () => byElement(slope(0, x, options), operands.yTrue),
    yPred: () => byElement(element(1, y, x, options), operands.yPred),
    sampleWeight: () => {
      const losses = element(0, y, x, options);
      // A weight is in the divisor too where that is the sum of them: d(Σ w L / Σ w)/dw = (L −
      // value) / Σ w.
      const above = reduction === "mean_with_sample_weight" ? sub(losses, lossOf(parts)) : losses;
      return reshape(
        sumTo(selected(mul(scale, above)), layout.weight!),
        operands.sampleWeight!.shape,
      );
    },
  };
}

function partsOf(
  { yTrue, yPred, sampleWeight, mask }: Operands,
  layout: Layout,
  configured: Configured,
): Parts {
  const { shape, cells, averaged, reduction } = layout;
  const { ignoreLabel, fromLogits } = configured.settings;
  const options = elementwiseOf(configured);
  const labels = reshape(yTrue, shape);
  const predictions = reshape(cast(yPred, "float32"), shape);
  const given = sampleWeight && reshape(cast(sampleWeight, "float32"), layout.weight!);
  const kept = keptOf(mask, labels, layout, ignoreLabel);
  const factorOf = (count: number | Tensor) =>
    reduction === "sum" || layout.keepsCells ? 1 : inverse(count);
  if (!kept) {
    const share = 1 / cells.elements;
    const isByWeights = reduction === "mean_with_sample_weight" && given;
    const divisor = isByWeights ? mul(sum(broadcastTo(given, shape)), share) : cells.count;
    return {
      layout,
      options,
      y: labels,
      x: predictions,
      kept,
      weight: given,
      share,
      factor: factorOf(divisor),
    };
  }
  // What is left out is replaced before anything is computed of it: a NaN times 0 would stay a NaN.
  const weight = given && where(kept, broadcastTo(given, shape), 0);
  const counts = constant(() => sum(cast(kept, "float32"), averaged, true));
  const share = inverse(counts);
  const isByWeights = reduction === "mean_with_sample_weight" && weight;
  const divisor = isByWeights
    ? sum(mul(weight, share))
    : constant(() => sum(cast(greater(counts, 0), "float32")));
  return {
    layout,
    options,
    y: where(kept, cast(labels, "float32"), 0),
    x: where(kept, predictions, fromLogits ? 0 : 0.5),
    kept,
    weight,
    share,
    factor: factorOf(divisor),
  };
}

function keptOf(
  mask: Tensor | undefined,
  labels: Tensor,
  layout: Layout,
  ignoreLabel: number | undefined,
): Tensor | undefined {
  if (!mask && ignoreLabel === undefined) return undefined;
  return constant(() => {
    const byMask =
      mask && cast(broadcastTo(cast(reshape(mask, layout.mask!), "int32"), layout.shape), "bool");
    if (ignoreLabel === undefined) return byMask!;
    const byLabel = differsFrom(ignoreLabel, labels);
    return byMask ? logicalAnd(byMask, byLabel) : byLabel;
  });
}

function lossOf({ layout, options, y, x, kept, weight, share, factor }: Parts): Tensor {
  const losses = element(0, y, x, options);
  const weighted = weight ? product(weight, losses) : losses;
  const selected = kept ? where(kept, weighted, 0) : weighted;
  const axes = layout.keepsCells ? layout.averaged : undefined;
  if (typeof share !== "number") return scaled(sum(mul(selected, share), axes), factor);
  return typeof factor === "number"
    ? scaled(sum(selected, axes), share * factor)
    : mul(scaled(sum(selected, axes), share), factor);
}

function scaled(tensor: Tensor, factor: Tensor | number): Tensor {
  return factor === 1 ? tensor : mul(tensor, factor);
}

/** 1 / n, and 0 where n is 0, with a gradient of 0 there. */
function inverse(n: number | Tensor): Tensor | number {
  if (typeof n === "number") return n === 0 ? 0 : 1 / n;
  const isSome = constant(() => notEqual(n, 0));
  return mul(div(1, where(isSome, n, 1)), cast(isSome, "float32"));
}

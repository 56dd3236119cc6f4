// The layouts of the latest calls of a loss. Programs call a loss with the same shapes again and
// again, and for small data the layout costs more than the loss. What is remembered changes no
// result: a layout follows from what it is compared by.

import type { Reduction } from "../semantics/reduction.js";
import { isFlat, rowMajorStrides, sameShape, sizeOf } from "../shape/view.js";
import { type Layout, type LayoutSettings, layOut, type Strided } from "./layout.js";
import type { Operands } from "./operands.js";

/** How many are remembered: as for a last batch with fewer samples, and for validation. */
const most = 4;

/** A layout in whose order the arrays of a call lie already. */
export interface InOrder {
  readonly layout: Layout;
  /** Of yPred, as the caller gave it. */
  readonly shape: readonly number[];
  /** Number of weights. */
  readonly weights: number;
}

/** What a layout follows from, besides the options of the loss. No data is kept. */
interface Known extends InOrder {
  readonly repairRank: boolean;
  readonly reduction: LayoutSettings["reduction"];
  readonly yTrue: Strided;
  readonly yPred: Strided;
  readonly sampleWeight: Strided | undefined;
  readonly mask: Strided | undefined;
  /**
   * Whether it is that of a call of the class, without a mask, whose arrays hold nothing else, and
   * labels and predictions lie as the elements do.
   */
  readonly isInOrder: boolean;
}

/** The shape of an array that holds nothing else; of a flat one its length. */
export type Extent = readonly unknown[] | number;

export class KnownLayouts {
  readonly #known: Known[] = [];

  /** What {@link layOut} gives, for the same options as in the calls before, but the reduction. */
  of(
    owner: string,
    operands: Operands<Strided>,
    settings: LayoutSettings,
    repairRank: boolean,
  ): Layout {
    const { reduction } = settings;
    for (const known of this.#known)
      if (
        known.repairRank === repairRank &&
        known.reduction === reduction &&
        isLike(known.yPred, operands.yPred) &&
        isLike(known.yTrue, operands.yTrue) &&
        isLike(known.sampleWeight, operands.sampleWeight) &&
        isLike(known.mask, operands.mask)
      )
        return known.layout;
    const layout = layOut(owner, operands, settings, repairRank, false);
    const { yTrue, yPred, sampleWeight, mask } = operands;
    if (this.#known.length === most) this.#known.pop();
    this.#known.unshift({
      repairRank,
      reduction,
      yTrue: shapeOf(yTrue),
      yPred: shapeOf(yPred),
      sampleWeight: sampleWeight && shapeOf(sampleWeight),
      mask: mask && shapeOf(mask),
      layout,
      shape: yPred.shape,
      weights: sampleWeight ? sizeOf(sampleWeight.shape) : 0,
      isInOrder: repairRank && isInOrder(operands, layout),
    });
    return layout;
  }

  /**
   * The layout of a call of the class, without a mask, whose arrays hold nothing else, where a call
   * before had the same and its elements come in the order in which labels and predictions lie.
   */
  inOrder(
    reduction: Reduction,
    yTrue: Extent,
    yPred: Extent,
    sampleWeight: Extent | undefined,
  ): InOrder | undefined {
    const all = this.#known;
    for (let i = 0; i < all.length; i++) {
      const known = all[i]!;
      const weight = known.sampleWeight;
      if (
        known.isInOrder &&
        known.reduction === reduction &&
        hasShape(known.yPred, yPred) &&
        hasShape(known.yTrue, yTrue) &&
        (weight === undefined
          ? sampleWeight === undefined
          : sampleWeight !== undefined && hasShape(weight, sampleWeight))
      )
        return known;
    }
    return undefined;
  }
}

function isInOrder(
  { yTrue, yPred, sampleWeight, mask }: Operands<Strided>,
  layout: Layout,
): boolean {
  return (
    mask === undefined &&
    isWhole(yTrue) &&
    isWhole(yPred) &&
    isFlat(layout.yTrue) &&
    isFlat(layout.yPred) &&
    (sampleWeight === undefined || isWhole(sampleWeight))
  );
}

/** Whether it is row-major from the beginning of its data on. */
function isWhole({ shape, strides, offset }: Strided): boolean {
  return offset === 0 && sameShape(strides, rowMajorStrides(shape));
}

function hasShape({ shape }: Strided, extent: Extent): boolean {
  if (typeof extent !== "number") return sameShape(shape, extent);
  return shape.length === 1 && shape[0] === extent;
}

function isLike(a: Strided | undefined, b: Strided | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.offset === b.offset && sameShape(a.shape, b.shape) && sameShape(a.strides, b.strides);
}

/** Where a tensor's elements lie, without its data. */
function shapeOf({ shape, strides, offset }: Strided): Strided {
  return { shape, strides, offset };
}

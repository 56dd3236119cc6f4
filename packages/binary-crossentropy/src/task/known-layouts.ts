// The layouts of the latest calls of a loss. Programs call a loss with the same shapes again and
// again, and for small data the layout costs more than the loss. What is remembered changes no
// result: a layout follows from what it is compared by.

import { isFlat, rowMajorStrides, sameShape, sizeOf } from "../shape/view.js";
import { type Layout, type LayoutSettings, layOut, type Strided } from "./layout.js";
import type { Operands } from "./operands.js";

/** How many are remembered: enough for a last batch of fewer samples, and for validation. */
const most = 4;

/** A layout in whose order the arrays of a call lie already. */
export interface InOrder {
  readonly layout: Layout;
  readonly yPred: Strided;
  /** Number of weights. */
  readonly weights: number;
  /** Number of flags of the mask. */
  readonly flags: number;
}

/** What a layout follows from, besides the options of the loss. No data is kept. */
interface Known extends InOrder {
  readonly repairRank: boolean;
  readonly reduction: LayoutSettings["reduction"];
  readonly yTrue: Strided;
  readonly sampleWeight: Strided | undefined;
  readonly mask: Strided | undefined;
  /** Whether the call was one of the class, whose arrays hold nothing else. */
  readonly isWhole: boolean;
  /** Whether labels and predictions lie as the elements come. */
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
    return this.#knownOf(owner, operands, settings, repairRank).layout;
  }

  /** The layout that is known, or made and remembered now. */
  #knownOf(
    owner: string,
    operands: Operands<Strided>,
    settings: LayoutSettings,
    repairRank: boolean,
  ): Known {
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
        return known;
    const layout = layOut(owner, operands, settings, repairRank, false);
    const { yTrue, yPred, sampleWeight, mask } = operands;
    const made = {
      repairRank,
      reduction,
      yTrue: shapeOf(yTrue),
      yPred: shapeOf(yPred),
      sampleWeight: sampleWeight && shapeOf(sampleWeight),
      mask: mask && shapeOf(mask),
      layout,
      weights: sampleWeight ? sizeOf(sampleWeight.shape) : 0,
      flags: mask ? sizeOf(mask.shape) : 0,
      isWhole: repairRank && areWhole(operands),
      isInOrder: isFlat(layout.yTrue) && isFlat(layout.yPred),
    };
    if (this.#known.length === most) this.#known.pop();
    this.#known.unshift(made);
    return made;
  }

  /**
   * The layout of a call of the class whose arrays hold nothing else: known, or made now. Undefined
   * where its elements do not come in the order in which labels and predictions lie, and where there
   * is none: then {@link of} says why.
   */
  inOrder(
    settings: LayoutSettings,
    yTrue: Extent,
    yPred: Extent,
    sampleWeight: Extent | undefined,
    mask: Extent | undefined,
  ): InOrder | undefined {
    const known = this.#find(settings.reduction, yTrue, yPred, sampleWeight, mask);
    if (known) return known.isInOrder ? known : undefined;
    const [labels, predictions] = [wholeOf(yTrue), wholeOf(yPred)];
    const [weight, flags] = [sampleWeight, mask].map((extent) =>
      extent === undefined ? undefined : wholeOf(extent),
    );
    if (!labels || !predictions) return undefined;
    if ((sampleWeight !== undefined && !weight) || (mask !== undefined && !flags)) return undefined;
    const operands = { yTrue: labels, yPred: predictions, sampleWeight: weight, mask: flags };
    try {
      const made = this.#knownOf("", operands, settings, true);
      return made.isInOrder ? made : undefined;
    } catch {
      return undefined;
    }
  }

  #find(
    reduction: LayoutSettings["reduction"],
    yTrue: Extent,
    yPred: Extent,
    sampleWeight: Extent | undefined,
    mask: Extent | undefined,
  ): Known | undefined {
    const all = this.#known;
    for (let i = 0; i < all.length; i++) {
      const known = all[i]!;
      if (
        known.isWhole &&
        known.reduction === reduction &&
        hasShape(known.yPred, yPred) &&
        hasShape(known.yTrue, yTrue) &&
        hasShape(known.sampleWeight, sampleWeight) &&
        hasShape(known.mask, mask)
      )
        return known;
    }
    return undefined;
  }
}

/** Whether the arrays hold nothing else. */
function areWhole({ yTrue, yPred, sampleWeight, mask }: Operands<Strided>): boolean {
  return (
    isWhole(yTrue) &&
    isWhole(yPred) &&
    (sampleWeight === undefined || isWhole(sampleWeight)) &&
    (mask === undefined || isWhole(mask))
  );
}

/** Where the elements of an array lie that holds nothing else; undefined for what is no shape. */
function wholeOf(extent: Extent): Strided | undefined {
  const shape = typeof extent === "number" ? [extent] : extent;
  return isShape(shape) ? { shape, strides: rowMajorStrides(shape), offset: 0 } : undefined;
}

function isShape(lengths: readonly unknown[]): lengths is readonly number[] {
  return lengths.every((length) => Number.isSafeInteger(length) && (length as number) >= 0);
}

/** Whether it is row-major from the beginning of its data on. */
function isWhole({ shape, strides, offset }: Strided): boolean {
  return offset === 0 && sameShape(strides, rowMajorStrides(shape));
}

function hasShape(array: Strided | undefined, extent: Extent | undefined): boolean {
  if (array === undefined || extent === undefined) return array === extent;
  const { shape } = array;
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

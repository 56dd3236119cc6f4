// The layout of the latest call of a loss. Programs call a loss with the same shapes again and
// again, and for small data the layout costs more than the loss. What is remembered changes no
// result: a layout follows from what it is compared by.

import { sameShape } from "../shape/view.js";
import { type Layout, type LayoutSettings, layOut, type Strided } from "./layout.js";
import type { Operands } from "./operands.js";

/** What a layout follows from, besides the options of the loss. No data is kept. */
interface Known {
  readonly repairRank: boolean;
  readonly reduction: LayoutSettings["reduction"];
  readonly yTrue: Strided;
  readonly yPred: Strided;
  readonly sampleWeight: Strided | undefined;
  readonly mask: Strided | undefined;
  readonly layout: Layout;
}

export class LastLayout {
  #last: Known | undefined;

  /** What {@link layOut} gives, for the same options as in the calls before, but the reduction. */
  of(
    owner: string,
    operands: Operands<Strided>,
    settings: LayoutSettings,
    repairRank: boolean,
  ): Layout {
    const last = this.#last;
    const { reduction } = settings;
    if (
      last !== undefined &&
      last.repairRank === repairRank &&
      last.reduction === reduction &&
      isLike(last.yPred, operands.yPred) &&
      isLike(last.yTrue, operands.yTrue) &&
      isLike(last.sampleWeight, operands.sampleWeight) &&
      isLike(last.mask, operands.mask)
    )
      return last.layout;
    const layout = layOut(owner, operands, settings, repairRank, false);
    this.#last = {
      repairRank,
      reduction,
      yTrue: shapeOf(operands.yTrue),
      yPred: shapeOf(operands.yPred),
      sampleWeight: operands.sampleWeight && shapeOf(operands.sampleWeight),
      mask: operands.mask && shapeOf(operands.mask),
      layout,
    };
    return layout;
  }
}

function isLike(a: Strided | undefined, b: Strided | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.offset === b.offset && sameShape(a.shape, b.shape) && sameShape(a.strides, b.strides);
}

/** Where a tensor's elements lie, without its data. */
function shapeOf({ shape, strides, offset }: Strided): Strided {
  return { shape, strides, offset };
}

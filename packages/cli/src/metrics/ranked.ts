// What comes of the rows of a group by their predictions: the areas, and the points of curves.

import { type Areas, areaUnder, type RankedWeights } from "./areas.js";
import type { KeptRows } from "./block.js";
import { rankRows } from "./kept-rows.js";
import { distinct, pointsOf, type RankedPoints } from "./ranked-points.js";
import { sortOrder } from "./sort-order.js";

export interface Ranked {
  areas(): Areas;
  points(): RankedPoints;
}

interface Sorted {
  readonly predictions: Float64Array;
  readonly order: Uint32Array;
  readonly weights: RankedWeights;
}

/** Rows that were kept as they are. They are sorted once, when something is asked of them. */
export function rankedRows(read: () => KeptRows): Ranked {
  let known: Sorted | null = null;
  const sorted = () => {
    known ??= sort(read());
    return known;
  };
  return {
    areas: () => areaUnder(sorted().weights, true),
    points() {
      const { predictions, order, weights } = sorted();
      return pointsOf(weights, distinct(predictions, order), false);
    },
  };
}

function sort(rows: KeptRows): Sorted {
  const { predictions } = rows;
  const order = sortOrder(predictions, predictions.length);
  return { predictions, order, weights: rankRows(rows, order) };
}

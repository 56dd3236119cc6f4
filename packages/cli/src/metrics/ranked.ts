// What comes of the rows of a group by their predictions: the areas, and the points of curves.

import { type Areas, areaUnder } from "./areas.js";
import type { KeptRows } from "./block.js";
import { type RankedRows, rankRows } from "./kept-rows.js";
import { pointsOf, type RankedPoints } from "./ranked-points.js";

export interface Ranked {
  areas(): Areas;
  points(): RankedPoints;
}

/** Rows that were kept as they are. They are sorted once, when something is asked of them. */
export function rankedRows(read: () => KeptRows): Ranked {
  let known: RankedRows | null = null;
  const ranked = () => {
    known ??= rankRows(read());
    return known;
  };
  return {
    areas: () => areaUnder(ranked().weights, true),
    points: () => pointsOf(ranked().weights, ranked().predictions, false),
  };
}

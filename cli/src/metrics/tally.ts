// All that is kept of a group of rows. The tally of two groups together is that of one merged with that of the other.

import { Moments } from "./moments.js";
import type { Ranking } from "./ranking.js";
import { Reliability } from "./reliability.js";

export class Tally {
  readonly moments = new Moments();
  readonly reliability = new Reliability();

  constructor(readonly ranking: Ranking) {}

  /** y label, x prediction as given, p its probability, w weight. */
  add(y: number, x: number, p: number, w: number, loss: number): void {
    this.moments.add(y, p, w, loss);
    this.reliability.add(y, p, w);
    this.ranking.add(y, x, w);
  }

  merge(other: Tally): void {
    this.moments.merge(other.moments);
    this.reliability.merge(other.reliability);
    this.ranking.merge(other.ranking);
  }
}

// Predictions with their labels and weights, which ROC AUC and PR AUC are computed from. Rows are
// kept as they are, which is exact, until they become a histogram. A label between 0 and 1 counts as
// both classes, by its share. Rows without weight do not count.

import { areaUnder } from "./areas.js";
import type { Block, KeptRows } from "./block.js";
import type { HistogramState, Histograms, Slot } from "./histograms.js";
import { shares } from "./odd-row.js";
import { type Ranked, rankedRows } from "./ranked.js";
import { pointsOf } from "./ranked-points.js";
import type { TallyMemory } from "./tally-memory.js";

/** Rows to be ranked. */
type RankedRows = Pick<Block, "predictions" | "labels" | "weights">;

/** A ranking as plain data: rows as they are, or the histogram. */
export interface RankingState extends KeptRows {
  readonly histogram: HistogramState | null;
}

/** A ranking on its way to a thread that shares the histograms. */
export interface RankingParts {
  readonly pieces: readonly KeptRows[];
  readonly slot: Slot | null;
}

/** Room of the first piece and of the largest one, in rows. */
const [leastRows, mostRows] = [16, 2 ** 17];

/** Shorter runs are copied row by row. */
const shortRun = 32;

export class Ranking {
  /** Full, except for the last one: rows are never copied to make room. */
  #pieces: KeptRows[] = [];
  /** Rows in the last piece. */
  #filled = 0;
  /** The rows kept as they are. */
  rows = 0;
  /** The histogram; null while rows are kept. */
  slot: Slot | null = null;

  /** Whether there is anything to be ranked. */
  get isEmpty(): boolean {
    return this.rows === 0 && this.slot === null;
  }

  /** Keeps those rows of a block that have weight, from one index up to another. */
  keep(block: RankedRows, start: number, end: number): void {
    for (let i = start; i < end; ) {
      // Runs of them.
      while (i < end && block.weights[i] === 0) i++;
      const from = i;
      while (i < end && block.weights[i] !== 0) i++;
      this.#copy(block, from, i);
    }
  }

  /** Keeps all rows of a run. */
  #copy({ predictions, labels, weights }: RankedRows, start: number, end: number): void {
    for (let from = start; from < end; ) {
      const piece = this.#lastPiece();
      const to = Math.min(end, from + piece.predictions.length - this.#filled);
      // A call costs more than a few rows.
      if (to - from < shortRun) {
        for (let i = from, at = this.#filled; i < to; i++, at++) {
          piece.predictions[at] = predictions[i]!;
          piece.labels[at] = labels[i]!;
          piece.weights[at] = weights[i]!;
        }
      } else {
        piece.predictions.set(predictions.subarray(from, to), this.#filled);
        piece.labels.set(labels.subarray(from, to), this.#filled);
        piece.weights.set(weights.subarray(from, to), this.#filled);
      }
      this.#filled += to - from;
      this.rows += to - from;
      from = to;
    }
  }

  /** A piece with room. */
  #lastPiece(): KeptRows {
    const last = this.#pieces.at(-1);
    return last !== undefined && this.#filled < last.predictions.length ? last : this.#extend();
  }

  #extend(): KeptRows {
    const room = Math.min(mostRows, Math.max(leastRows, this.rows));
    const piece = {
      predictions: new Float64Array(room),
      labels: new Float64Array(room),
      weights: new Float64Array(room),
    };
    this.#pieces.push(piece);
    this.#filled = 0;
    return piece;
  }

  /** Counts the kept rows in a histogram, and forgets them. */
  collapse(memory: TallyMemory, histograms: Histograms): void {
    const slot = this.slot ?? histograms.create();
    this.slot = slot;
    for (const piece of this.#kept()) {
      for (const i of memory.count(piece, slot.address, histograms.fold)) {
        const key = memory.exports.rankKey(piece.predictions[i]!, memory.isLogit);
        const { positive, negative } = shares(piece.weights[i]!, piece.labels[i]!);
        histograms.addOdd(slot, key, positive, negative);
      }
    }
    this.#pieces = [];
    this.rows = 0;
  }

  /** The pieces as far as they are filled. */
  #kept(): KeptRows[] {
    const last = this.#pieces.at(-1);
    return last === undefined ? [] : [...this.#pieces.slice(0, -1), firstRows(last, this.#filled)];
  }

  /** Views that the next change may overwrite. */
  state(histograms: Histograms, frame: number): RankingState {
    return {
      ...joined(this.#kept(), this.rows),
      histogram: this.slot === null ? null : histograms.state(this.slot, frame),
    };
  }

  parts(): RankingParts {
    return { pieces: this.#kept(), slot: this.slot };
  }

  /** Continues a ranking of another thread. */
  static from({ pieces, slot }: RankingParts): Ranking {
    const ranking = new Ranking();
    ranking.#pieces = [...pieces];
    ranking.#filled = pieces.at(-1)?.predictions.length ?? 0;
    ranking.rows = pieces.reduce((sum, { predictions }) => sum + predictions.length, 0);
    ranking.slot = slot;
    return ranking;
  }

  /**
   * Keeps another ranking's rows, or adds its histogram to this one's. If the other one has a
   * histogram, this one must have one too.
   */
  merge({ histogram, ...kept }: RankingState, histograms: Histograms, frame: number): void {
    if (kept.predictions.length > 0) this.#append(kept);
    if (histogram !== null) histograms.add(this.slot!, histogram, frame);
  }

  /** Does the same with another ranking of the same tallies. */
  mergeOwn(other: Ranking, histograms: Histograms): void {
    if (other.rows > 0) this.#append(joined(other.#kept(), other.rows));
    if (other.slot !== null) histograms.addOwn(this.slot!, other.slot);
  }

  #append(rows: KeptRows): void {
    const last = this.#pieces.pop();
    if (last !== undefined) this.#pieces.push(firstRows(last, this.#filled));
    this.#pieces.push(rows);
    this.#filled = rows.predictions.length;
    this.rows += rows.predictions.length;
  }

  /** Its rows by prediction, until more are added. */
  ranked(histograms: Histograms, frame: number, isLogit: boolean): Ranked {
    const { slot } = this;
    if (slot === null) return rankedRows(() => joined(this.#kept(), this.rows));
    return {
      areas: () => areaUnder(histograms.ranked(slot, frame), false),
      points: () => pointsOf(histograms.ranked(slot, frame, true), null, isLogit),
    };
  }
}

function firstRows({ predictions, labels, weights }: KeptRows, end: number): KeptRows {
  return {
    predictions: predictions.subarray(0, end),
    labels: labels.subarray(0, end),
    weights: weights.subarray(0, end),
  };
}

function joined(pieces: readonly KeptRows[], rows: number): KeptRows {
  if (pieces.length === 1) return pieces[0]!;
  const join = (column: keyof KeptRows) => {
    const all = new Float64Array(rows);
    let at = 0;
    for (const { [column]: part } of pieces) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  };
  return { predictions: join("predictions"), labels: join("labels"), weights: join("weights") };
}

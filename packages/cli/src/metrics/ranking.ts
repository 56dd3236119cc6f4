// Predictions with their labels and weights, which ROC AUC and PR AUC are computed from. Rows are
// kept as they are, which is exact, until they become a histogram. A label between 0 and 1 counts as
// both classes, by its share. Rows without weight do not count.

import { areaUnder } from "./areas.js";
import type { Block, KeptRows } from "./block.js";
import type { HistogramState, Histograms, Slot } from "./histograms.js";
import { type KeptRoom, type Piece, rowsOf } from "./kept-room.js";
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
  readonly pieces: readonly Piece[];
  readonly slot: Slot | null;
}

/** Shorter runs are copied row by row. */
const shortRun = 32;

export class Ranking {
  /** Full, except for the last one: rows are never copied to make room. */
  #pieces: Piece[] = [];
  /** The last piece, and the rows in it. */
  #last: Piece | null = null;
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
  keep(block: RankedRows, start: number, end: number, room: KeptRoom): void {
    for (let i = start; i < end; ) {
      // Runs of them.
      while (i < end && block.weights[i] === 0) i++;
      const from = i;
      while (i < end && block.weights[i] !== 0) i++;
      this.#copy(block, from, i, room);
    }
  }

  /** Keeps all rows of a run. */
  #copy(
    { predictions, labels, weights }: RankedRows,
    start: number,
    end: number,
    room: KeptRoom,
  ): void {
    for (let from = start; from < end; ) {
      const piece = this.#pieceWithRoom(room);
      const { columns } = piece;
      const first = piece.start + this.#filled;
      const to = Math.min(end, from + piece.length - this.#filled);
      // A call costs more than a few rows.
      if (to - from < shortRun) {
        for (let i = from, at = first; i < to; i++, at++) {
          columns.predictions[at] = predictions[i]!;
          columns.labels[at] = labels[i]!;
          columns.weights[at] = weights[i]!;
        }
      } else {
        columns.predictions.set(predictions.subarray(from, to), first);
        columns.labels.set(labels.subarray(from, to), first);
        columns.weights.set(weights.subarray(from, to), first);
      }
      this.#filled += to - from;
      this.rows += to - from;
      from = to;
    }
  }

  #pieceWithRoom(room: KeptRoom): Piece {
    if (this.#last !== null && this.#filled < this.#last.length) return this.#last;
    this.#last = room.take(this.rows);
    this.#pieces.push(this.#last);
    this.#filled = 0;
    return this.#last;
  }

  /** Counts the kept rows in a histogram, and forgets them. */
  collapse(memory: TallyMemory, histograms: Histograms, room: KeptRoom): void {
    const slot = this.slot ?? histograms.create();
    this.slot = slot;
    for (const kept of this.#kept()) {
      const piece = rowsOf(kept);
      for (const i of memory.count(piece, slot.address, histograms.fold)) {
        const key = memory.exports.rankKey(piece.predictions[i]!, memory.isLogit);
        const { positive, negative } = shares(piece.weights[i]!, piece.labels[i]!);
        histograms.addOdd(slot, key, positive, negative);
      }
    }
    room.give(this.#pieces);
    this.#pieces = [];
    this.#last = null;
    this.rows = 0;
  }

  /** The pieces as far as they are filled. */
  #kept(): Piece[] {
    const last = this.#last;
    return last === null ? [] : [...this.#pieces.slice(0, -1), { ...last, length: this.#filled }];
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
    ranking.#last = pieces.at(-1) ?? null;
    ranking.#filled = ranking.#last?.length ?? 0;
    ranking.rows = pieces.reduce((sum, { length }) => sum + length, 0);
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

  #append(columns: KeptRows): void {
    const { length } = columns.predictions;
    const last = this.#pieces.pop();
    if (last !== undefined) this.#pieces.push({ ...last, length: this.#filled });
    this.#last = { columns, start: 0, length };
    this.#pieces.push(this.#last);
    this.#filled = length;
    this.rows += length;
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

function joined(pieces: readonly Piece[], rows: number): KeptRows {
  if (pieces.length === 1) return rowsOf(pieces[0]!);
  const join = (column: keyof KeptRows) => {
    const all = new Float64Array(rows);
    let at = 0;
    for (const { columns, start, length } of pieces) {
      all.set(columns[column].subarray(start, start + length), at);
      at += length;
    }
    return all;
  };
  return { predictions: join("predictions"), labels: join("labels"), weights: join("weights") };
}

// Room for rows that are kept as they are: pieces of a few large columns. Most groups have few rows,
// and arrays of their own for these would cost more than the rows. Threads share the columns, so
// that nothing is copied on the way from one to the other.

import type { KeptRows } from "./block.js";

/** Some rows' room in columns. */
export interface Piece {
  readonly columns: KeptRows;
  readonly start: number;
  readonly length: number;
}

/** Room of the first piece of a group and of the largest one, in rows. */
const [leastRows, mostRows] = [16, 2 ** 17];

export class KeptRoom {
  /** Columns whose last rows are not given away yet. */
  #columns: KeptRows | null = null;
  #end = 0;
  /** All columns of this room. Other pieces, of other threads and processes, have their own. */
  readonly #own = new WeakSet<KeptRows>();
  /** What was given back. */
  #free: Piece[] = [];
  /** Rows that are given away. */
  #given = 0;

  /** Room for about as many rows as a group has already, or for fewer. */
  take(rows: number): Piece {
    const wanted = Math.min(mostRows, Math.max(leastRows, rows));
    const piece = this.#takeFree(wanted) ?? this.#takeNew(wanted);
    this.#given += piece.length;
    return piece;
  }

  #takeFree(wanted: number): Piece | null {
    const piece = this.#free.pop();
    if (piece === undefined) return null;
    const { columns, start, length } = piece;
    if (length <= wanted) return piece;
    this.#free.push({ columns, start: start + wanted, length: length - wanted });
    return { columns, start, length: wanted };
  }

  #takeNew(wanted: number): Piece {
    if (this.#columns === null || this.#end === mostRows) {
      const column = () => new Float64Array(new SharedArrayBuffer(8 * mostRows));
      this.#columns = { predictions: column(), labels: column(), weights: column() };
      this.#own.add(this.#columns);
      this.#end = 0;
    }
    const [start, length] = [this.#end, Math.min(wanted, mostRows - this.#end)];
    this.#end += length;
    return { columns: this.#columns, start, length };
  }

  /** Takes its own pieces back, and leaves others. */
  give(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      if (!this.#own.has(piece.columns)) continue;
      this.#given -= piece.length;
      this.#free.push(piece);
    }
    if (this.#given > 0) return;
    // Nothing is in use.
    this.#free = [];
    this.#columns = null;
  }
}

/** The rows of a piece. */
export function rowsOf({ columns, start, length }: Piece): KeptRows {
  const { predictions, labels, weights } = columns;
  const end = start + length;
  return {
    predictions: predictions.subarray(start, end),
    labels: labels.subarray(start, end),
    weights: weights.subarray(start, end),
  };
}

// What the columns of labels and predictions look like, as far as it tells that options do not fit
// them: logits that look like probabilities, and predictions that look like labels.

import type { Block } from "../metrics/block.js";

/** As plain data. Of no rows all holds but that there are labels between 0 and 1. */
export interface ColumnLook {
  /** Whether all predictions are in [0, 1]. */
  readonly areShares: boolean;
  /** Whether all predictions are 0 or 1. */
  readonly areClasses: boolean;
  /** Whether some labels are neither. Not looked for once there are other predictions. */
  readonly hasSoftLabels: boolean;
}

type Rows = Pick<Block, "labels" | "predictions">;

/** Looks at rows as they come, no longer than something is left to be found. */
export class ColumnLooks {
  #areShares: boolean;
  #areClasses = true;
  #hasSoftLabels = false;

  /** @param fromLogits Probabilities are in [0, 1] anyway. */
  constructor(fromLogits: boolean) {
    this.#areShares = fromLogits;
  }

  /** Takes the rows from one index up to another. */
  add({ labels, predictions }: Rows, start: number, end: number): void {
    if (this.#areShares) this.#areShares = areInUnit(predictions, start, end);
    if (!this.#areClasses) return;
    this.#areClasses = areHard(predictions, start, end);
    if (this.#areClasses && !this.#hasSoftLabels)
      this.#hasSoftLabels = !areHard(labels, start, end);
  }

  get look(): ColumnLook {
    const [areShares, areClasses] = [this.#areShares, this.#areClasses];
    return { areShares, areClasses, hasSoftLabels: this.#hasSoftLabels };
  }
}

function areInUnit(values: Float64Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!(values[i]! >= 0 && values[i]! <= 1)) return false;
  return true;
}

function areHard(values: Float64Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (values[i] !== 0 && values[i] !== 1) return false;
  return true;
}

/** What all rows look like of which these are parts. */
export function mergeLooks(looks: readonly ColumnLook[]): ColumnLook {
  return {
    areShares: looks.every(({ areShares }) => areShares),
    areClasses: looks.every(({ areClasses }) => areClasses),
    hasSoftLabels: looks.some(({ hasSoftLabels }) => hasSoftLabels),
  };
}

/** An option that likely does not fit: probabilities given as logits, or the columns swapped. */
export type LikelyMistake = "from-logits" | "swapped-columns";

/** Of fewer rows it may be chance. */
const leastRows = 10;

/** @param count Number of rows. */
export function likelyMistake(look: ColumnLook, count: number): LikelyMistake | null {
  if (count < leastRows) return null;
  if (look.areClasses && look.hasSoftLabels) return "swapped-columns";
  return look.areShares ? "from-logits" : null;
}

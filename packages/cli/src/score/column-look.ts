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
    for (let i = start; this.#areShares && i < end; i++) {
      const x = predictions[i]!;
      this.#areShares = x >= 0 && x <= 1;
    }
    for (let i = start; this.#areClasses && i < end; i++) {
      this.#areClasses = isClass(predictions[i]!);
      this.#hasSoftLabels ||= !isClass(labels[i]!);
    }
  }

  get look(): ColumnLook {
    const [areShares, areClasses] = [this.#areShares, this.#areClasses];
    return { areShares, areClasses, hasSoftLabels: this.#hasSoftLabels };
  }
}

const isClass = (x: number) => x === 0 || x === 1;

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

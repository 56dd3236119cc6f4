// What to do about rows that are no pairs. Files of the same rows want a better key; files of
// different rows, such as those of two weeks, are not to be paired at all.

import type { CompareOptions } from "../options/compare-options.js";

type Pairing = Pick<CompareOptions, "on">;

interface Remedies {
  /** For a row that the other file does not have. */
  readonly noPartner: string;
  /** For two rows whose labels differ. */
  readonly otherLabel: string;
}

export const ifTheyDiffer = "if the rows differ, as those of two weeks, pass --unpaired";

const orElse = (same: string) => `If both files score the same rows, ${same}; ${ifTheyDiffer}`;

/** The remedies, as sentences. */
export function remediesFor({ on }: Pairing): Remedies {
  if (on.length === 0) {
    const byKey = `${orElse("pass --on with a column that names rows")}.`;
    return { noPartner: byKey, otherLabel: byKey };
  }
  return {
    noPartner: `${orElse("pass --skip-bad-rows to leave such rows out")} instead of --on.`,
    // Rows left out for their labels would hide that the key pairs what does not belong together.
    otherLabel: `${orElse("correct the labels, or name rows by other columns of --on")} instead.`,
  };
}

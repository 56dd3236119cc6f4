// How files are to be read: what the options say of their tables, and whom to tell what was found.

export interface How {
  /** The columns that are used, which may be parts of what a file has: out.score, p[1]. */
  readonly wanted: readonly string[];
  /** Those that every file must have. */
  readonly required: readonly string[];
  /** Whether tables of text have no line of names; null if that is to be found. */
  readonly hasNames: boolean | null;
  /** Columns of numbers, in which a decimal comma and percent signs are looked for. */
  readonly numbers: readonly string[];
  /** Columns that hold percentages, whatever they look like. */
  readonly percentages: readonly string[];
  /** Tells what was found, in a sentence. */
  note(sentence: string): void;
}

/** Columns of these names as they are, found without a word. */
export function plainly(wanted: readonly string[]): How {
  return {
    wanted,
    required: wanted,
    hasNames: null,
    numbers: [],
    percentages: [],
    note: () => undefined,
  };
}

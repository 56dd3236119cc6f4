// The reductions, as the library lists them.

import { keepsCells, type Reduction, reductions } from "../../src/semantics/reduction.js";

/** Those that leave one number. */
export const reductionsToOne = reductions.filter(
  (reduction): reduction is Exclude<Reduction, "none" | null> => !keepsCells(reduction),
);

// What a join found, beside the rows that are scored.

import type { Place } from "../../input/batch.js";
import type { SideName } from "./sides.js";

export interface Unmatched {
  readonly count: number;
  /** The first ones, with the values of their keys. */
  readonly listed: readonly (Place & { readonly key: readonly (string | null)[] })[];
}

export interface Joined {
  /** The columns of --on, as the predictions call them; none if rows are paired by their order. */
  readonly on: readonly string[];
  /** The same, as each side calls them. */
  readonly columns: Readonly<Record<SideName, readonly string[]>>;
  readonly files: Readonly<Record<SideName, readonly string[]>>;
  /** The number of pairs. */
  readonly matched: number;
  readonly unmatched: Readonly<Record<SideName, Unmatched>>;
}

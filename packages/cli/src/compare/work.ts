// What a comparison works with once its files are open.

import type { Session } from "../duckdb/session.js";
import type { CompareOptions } from "../options/compare-options.js";
import type { Progress } from "../progress.js";
import type { Indexes } from "../score/indexes.js";
import type { TimeCheck } from "../score/time-check.js";
import type { Side } from "./side.js";

export interface CompareWork {
  readonly session: Session;
  readonly sides: readonly [Side, Side];
  readonly options: CompareOptions;
  readonly indexes: Indexes;
  readonly times: TimeCheck;
  readonly progress: Progress;
  /** Number of bytes above which another thread is worth its start. */
  readonly largeBytes: number;
}

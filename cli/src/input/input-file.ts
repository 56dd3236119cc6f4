// A file that is read.

import { refuseUsage, show } from "../errors.js";
import type { Compression, Format, TableFormat } from "./format.js";
import type { Stamp } from "./stamp.js";

export interface InputFile {
  /** Where its bytes are read: what was packed lies in the folder of the run. */
  readonly path: string;
  /** The file that was named. */
  readonly origin: string;
  /** How messages and reports call it. */
  readonly name: string;
  readonly format: Format;
  readonly compression: Compression;
  readonly bytes: number;
  /** Of the moment when it was opened. */
  readonly stamp: Stamp;
}

/** One whose columns have names. */
export type TableFile = InputFile & { readonly format: TableFormat };

/** @throws UsageError for what the system does not let be read. */
export function refuseUnreadable(path: string, error: unknown): never {
  return refuseUsage(
    "FILE",
    "be a path that can be read",
    `${show(path)} (${(error as NodeJS.ErrnoException).code})`,
  );
}

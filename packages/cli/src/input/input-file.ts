// A file that is read.

import { refuseUsage, show } from "../errors.js";
import type { Compression, Format, TableFormat } from "./format.js";
import type { Stamp } from "./stamp.js";

export interface InputFile {
  /** Where its bytes are read: unpacked files lie in the folder of the run. */
  readonly path: string;
  /** The file that was named. */
  readonly origin: string;
  /** Its name in messages and reports. */
  readonly name: string;
  readonly format: Format;
  readonly compression: Compression;
  readonly bytes: number;
  /** Which numbers of each row of an array, if it has several. */
  readonly column?: string;
  /** Whether the numbers of an array are percentages. */
  readonly isPercent?: boolean;
  /** Whether it is an array, written as text to be joined. */
  readonly isOfArrays?: boolean;
  /** Whether its first line is a row, not the names of its columns. */
  readonly isNameless?: boolean;
  /** Whether it was named as a file of labels alone. */
  readonly holdsLabels?: boolean;
  /** Taken when it was opened. */
  readonly stamp: Stamp;
}

/** One whose columns have names. */
export type TableFile = InputFile & { readonly format: TableFormat };

/** @throws UsageError for a path that the system does not let the program read. */
export function refuseUnreadable(path: string, error: unknown): never {
  return refuseUsage(
    "FILE",
    "be a path that can be read",
    `${show(path)} (${(error as NodeJS.ErrnoException).code})`,
  );
}

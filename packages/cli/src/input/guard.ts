// A file stays as it is while it is read, and is read to its end, or there is no number.

import type { Source } from "./batch.js";
import type { InputFile } from "./input-file.js";
import { requireUnchanged } from "./stamp.js";
import { checkWhole, type Findings } from "./whole.js";

/**
 * Runs what reads files. Its errors count only where the files are still the same: they may be what
 * a change led to.
 * @throws DataError for a file that has changed, and for one that ends early.
 */
export async function* guarded<T>(
  files: readonly InputFile[],
  items: AsyncIterable<T>,
  onWhole: (findings: readonly Findings[]) => void = () => undefined,
): AsyncGenerator<T, void> {
  const stop = new AbortController();
  const whole = Promise.all(files.map((file) => checkWhole(file, stop.signal)));
  // It is awaited at the end; until then its error must not count as one that no one handles.
  whole.catch(() => undefined);
  try {
    yield* items;
    onWhole(await whole);
  } catch (error) {
    files.forEach(requireUnchanged);
    // What DuckDB makes of a file that was cut off may be anything.
    if (files.some(({ compression }) => compression === "gzip")) await whole;
    throw error;
  } finally {
    stop.abort();
  }
  files.forEach(requireUnchanged);
}

/** A source of files under guard. */
export function guard<S extends Source>(source: S, files: readonly InputFile[]): S {
  const after = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      files.forEach(requireUnchanged);
    }
  };
  let hasGroupedDigits = false;
  const onWhole = (findings: readonly Findings[]) => {
    hasGroupedDigits = findings.some((found) => found.hasGroupedDigits);
  };
  return {
    ...source,
    batches: () => guarded(files, source.batches(), onWhole),
    // Only such text is read as a number that it is not.
    misread: async () => (hasGroupedDigits ? after(source.misread()) : []),
    rawRows: (rows) => after(source.rawRows(rows)),
    linesOf: (rows) => after(source.linesOf(rows)),
  };
}

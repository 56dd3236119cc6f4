// Makes sure that a file stays unchanged while it is read, and is read to its end.

import type { Source } from "./batch.js";
import type { InputFile } from "./input-file.js";
import { requireUnchanged } from "./stamp.js";
import { checkWhole, type Findings } from "./whole.js";

/**
 * Runs a function that reads files. Its errors count only if the files are unchanged, since a
 * change may have caused them.
 * @throws DataError for a file that has changed, and for one that ends early.
 */
export async function* guarded<T>(
  files: readonly InputFile[],
  items: AsyncIterable<T>,
  onWhole: (findings: readonly Findings[]) => void = () => undefined,
): AsyncGenerator<T, void> {
  const stop = new AbortController();
  const whole = Promise.all(files.map((file) => checkWhole(file, stop.signal)));
  // Awaited at the end; until then its error must not count as unhandled.
  whole.catch(() => undefined);
  try {
    yield* items;
    onWhole(await whole);
  } catch (error) {
    files.forEach(requireUnchanged);
    // DuckDB may make anything of a truncated file.
    if (files.some(({ compression }) => compression === "gzip")) await whole;
    throw error;
  } finally {
    stop.abort();
  }
  files.forEach(requireUnchanged);
}

/** A source that guards its files. */
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
    // Only such text can be misread as a number.
    misread: async () => (hasGroupedDigits ? after(source.misread()) : []),
    rawRows: (rows) => after(source.rawRows(rows)),
    linesOf: (rows) => after(source.linesOf(rows)),
  };
}

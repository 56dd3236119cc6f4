// Sources of one of several pairs of labels and predictions.

import type { Batch, Place, Source } from "../input/batch.js";
import type { GroupIndex } from "../input/group-index.js";

/** A source whose rows are said to be of a pair; the same if there is a single one. */
export function ofPair<S extends Source>(source: S, pair: string | undefined): S {
  if (pair === undefined) return source;
  const placesOf: Source["placesOf"] = async (rows, role) => {
    if (source.placesOf !== undefined)
      return (await source.placesOf(rows, role)).map((place) => ({ ...place, pair }));
    const lines = await source.linesOf(rows);
    return rows.map(
      (row, i): Place => ({
        file: source.name,
        row,
        line: lines?.[i] ?? null,
        pair,
      }),
    );
  };
  return { ...source, placesOf };
}

/** A source whose rows are all of the group with these values. */
export function ofGroup<S extends Source>(
  source: S,
  groups: GroupIndex | null,
  values: readonly string[],
): S {
  if (groups === null) return source;
  const group = groups.numberOf(values);
  async function* batches(): AsyncGenerator<Batch, void> {
    for await (const batch of source.batches())
      yield { ...batch, groups: new Int32Array(batch.count).fill(group) };
  }
  return { ...source, batches };
}

// Which portion of the files each of several processes reads. All compute the same division; either
// all of them split text files or none does.

import type { Session } from "../duckdb/session.js";
import type { RowRange } from "../input/batch.js";
import type { InputFile } from "../input/input-file.js";
import type { ScoreOptions } from "../options/score-options.js";
import type { Replicas } from "./replicas.js";
import { divide, type Share } from "./shares.js";
import { cutText, isCuttableText, type TextPart } from "./text-part.js";

export interface Portion {
  /** By the number of the source, in their order. */
  readonly shares: ReadonlyMap<number, Share>;
  readonly texts: ReadonlyMap<number, TextPart>;
  /** Which rows of its file each part of a text has. */
  readonly rows: ReadonlyMap<number, RowRange>;
  /** Whether any process reads a part of a text. */
  readonly isTextCut: boolean;
}

export const isNpy = ({ format }: InputFile) => format === "npy";

/**
 * Every process calls it. @param files Null where this process could not find them. @param
 * mayCutText Whether text may be split. If malformed records are left out, a part alone cannot tell
 * the numbers of its rows.
 */
export async function portionOf(
  files: readonly InputFile[] | null,
  options: ScoreOptions,
  { folder }: Session,
  replicas: Replicas,
  mayCutText: boolean,
): Promise<Portion> {
  const found = files ?? [];
  const { columns, join } = options;
  const whole = () => withoutText(sharesOf(found, options, replicas, false));
  if (!mayCutText || replicas.size === 1) return whole();
  const { rank, size, isApart } = replicas;
  const sharesAt = (place: number) => sharesOf(found, options, { rank: place, size }, true);
  const shares = sharesAt(rank);
  const partialOf = (some: readonly Share[]) =>
    join !== null
      ? []
      : some.filter(
          ({ source, from, to }) =>
            isCuttableText(found[source]!) && to - from < found[source]!.bytes,
        );
  const partial = partialOf(shares);
  const names = columns === null ? [] : [columns.label, columns.prediction];
  const texts =
    files === null
      ? [null]
      : partial.map((share) => cutText(found[share.source]!, share, folder, names));
  const counted = texts.map((text) => text && { source: text.share.source, rows: text.rows });
  // What the others would say is found here, of a process that does not hear them.
  const count = (place: number) =>
    place === rank
      ? counted
      : partialOf(sharesAt(place)).map((share) => {
          const text = cutText(found[share.source]!, share, null, names);
          return text && { source: share.source, rows: text.rows };
        });
  const all = isApart
    ? Array.from({ length: size }, (_, place) => count(place))
    : await replicas.gather(counted);
  if (all.flat().includes(null)) return whole();
  const before = (source: number) =>
    all
      .slice(0, rank)
      .reduce((sum, parts) => sum + (parts.find((part) => part!.source === source)?.rows ?? 0), 0);
  const own = texts as readonly TextPart[];
  return {
    shares: new Map(shares.map((share) => [share.source, share])),
    texts: new Map(own.map((text) => [text.share.source, text])),
    rows: new Map(
      own.map(({ share: { source }, rows }) => [
        source,
        { first: before(source), end: before(source) + rows },
      ]),
    ),
    isTextCut: all.flat().length > 0,
  };
}

function sharesOf(
  files: readonly InputFile[],
  { join, columns }: ScoreOptions,
  { rank, size }: Pick<Replicas, "rank" | "size">,
  cutsText: boolean,
): readonly Share[] {
  const canBeCut = (file: InputFile) =>
    file.format === "parquet" || (cutsText && isCuttableText(file));
  // Files whose rows belong together are one source. What is joined is not cut.
  const areOne = join !== null || (columns === null && files.some(isNpy));
  const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
  const sources = areOne
    ? [{ bytes, canBeCut: join === null }]
    : files.map((file) => ({ bytes: file.bytes, canBeCut: canBeCut(file) }));
  return divide(sources, size)[rank]!;
}

function withoutText(shares: readonly Share[]): Portion {
  return {
    shares: new Map(shares.map((share) => [share.source, share])),
    texts: new Map(),
    rows: new Map(),
    isTextCut: false,
  };
}

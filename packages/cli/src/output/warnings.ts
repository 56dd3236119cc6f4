// What may be wrong with a result, as sentences: the same on standard error and in a report.

import { ifTheyDiffer } from "../compare/remedies.js";
import type { CompareResult } from "../compare/result.js";
import { show } from "../errors.js";
import type { LikelyMistake } from "../score/column-look.js";
import type { LikelyCluster } from "../score/likely-cluster.js";
import type { ScoreResult } from "../score/result.js";
import { oneLine, whole } from "./text.js";

type Scored = Pick<ScoreResult, "likelyMistake" | "likelyCluster" | "total">;

export function scoreWarnings({ likelyMistake, likelyCluster, total }: Scored): string[] {
  return [...mistake(likelyMistake, total.count), ...cluster(likelyCluster)];
}

type Compared = Pick<
  CompareResult,
  | "files"
  | "isOneFile"
  | "predictions"
  | "likelyMistake"
  | "likelyCluster"
  | "a"
  | "b"
  | "badRows"
  | "paired"
>;

/** @param byKey Whether rows are paired by --on. */
export function compareWarnings(result: Compared, byKey: boolean): string[] {
  const { likelyMistake, likelyCluster, a, b } = result;
  return [
    ...sameColumn(result),
    ...leftOut(result, byKey),
    ...mistake(likelyMistake.a, a.count, " of A"),
    ...mistake(likelyMistake.b, b.count, " of B"),
    ...cluster(likelyCluster),
  ];
}

/** What is compared with itself never differs, and no gate on it fails. */
function sameColumn({ files, isOneFile, predictions: [a, b] }: Compared): string[] {
  if (!isOneFile || a !== b) return [];
  return [`A and B are the same column of one file, ${show(files[1])}: there is nothing to find.`];
}

/** Fewer than half of the rows are left to compare. Without --on all have a partner. */
function leftOut({ a, badRows: { count }, paired }: Compared, byKey: boolean): string[] {
  if (!paired || count <= a.count) return [];
  const are = a.count === 1 ? "pair is" : "pairs are";
  const remedy = byKey ? `: ${ifTheyDiffer} instead of --on` : "";
  return [`${whole(count)} bad rows are left out, and ${whole(a.count)} ${are} compared${remedy}.`];
}

/** The interval is for rows that likely are not independent. */
function cluster(found: LikelyCluster | null): string[] {
  if (found === null) return [];
  const { column, factor } = found;
  return [
    `rows of the same ${show(column)} cost alike, and intervals take them for independent: with --cluster ${oneLine(column)}, if these rows belong together, the standard error would be about ${factor.toFixed(1)} times as large.`,
  ];
}

/** @param of Whose predictions they are. */
function mistake(found: LikelyMistake | null, count: number, of = ""): string[] {
  if (found === null) return [];
  const all = `all ${whole(count)} predictions${of} are`;
  return [
    found === "from-logits"
      ? `${all} in [0, 1]: if they are probabilities, leave out --from-logits.`
      : `${all} 0 or 1, and some labels lie between: are --label and --prediction swapped?`,
  ];
}

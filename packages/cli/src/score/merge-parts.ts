// Puts the parts of a run together: all of its shards, each once, and none of another run.

import { refuseData, show } from "../errors.js";
import { requireOtherFile } from "../input/other-file.js";
import { MomentTallies } from "../metrics/moment-tallies.js";
import { Tallies } from "../metrics/tallies.js";
import { TallyMemory } from "../metrics/tally-memory.js";
import type { MergeOptions } from "../options/merge-options.js";
import { groupColumns, type ScoreOptions } from "../options/score-options.js";
import { requireGroups } from "../options/shared.js";
import { indexesBy } from "./indexes.js";
import { mergeSums } from "./part.js";
import { type PartFile, type Run, readPart } from "./part-file.js";
import type { ScoreResult } from "./result.js";
import { resultOf } from "./run-score.js";

interface Named extends PartFile {
  readonly path: string;
}

/** The result of the run, and its options with those of the output. */
export function mergeParts({ files, ...output }: MergeOptions): {
  result: ScoreResult;
  options: ScoreOptions;
} {
  const read = files.map((path) => ({ origin: path }));
  requireOtherFile("--report", output.report, read);
  const parts = files.map((path): Named => ({ ...readPart(path), path }));
  const [first, ...others] = parts as [Named, ...Named[]];
  for (const other of others) requireSameRun(first, other);
  requireAll(parts, first.run.shards);
  const found = [...parts].sort((a, b) => a.shard - b.shard).map((one) => one.found);
  const options: ScoreOptions = {
    ...(first.run.options as unknown as ScoreOptions),
    ...output,
    shard: null,
    partial: null,
  };
  requireGroups(options.failIf, groupColumns(options));
  const sums = {
    tallies: new Tallies(new TallyMemory(options.loss.fromLogits)),
    moments: new MomentTallies(),
    ...indexesBy(groupColumns(options), options.cluster),
  };
  mergeSums(
    sums,
    found.map(({ part }) => part),
  );
  return { result: resultOf(options, found, sums), options };
}

/** @throws DataError that names the part, and in what it differs. */
function requireSameRun(first: Named, other: Named): void {
  const what = difference(first.run, other.run);
  if (what !== null)
    refuseData(
      show(other.path),
      `be of the same run as ${show(first.path)}`,
      what,
      "Merge the parts of one run, with the same options and files.",
    );
}

/** What differs, in words; null if nothing does. */
function difference(a: Run, b: Run): string | null {
  if (a.shards !== b.shards) return `one of ${b.shards} shards, not of ${a.shards}`;
  const differ = (x: unknown, y: unknown) => JSON.stringify(x) !== JSON.stringify(y);
  const names = [...new Set([...Object.keys(a.options), ...Object.keys(b.options)])];
  const option = names.find((name) => differ(a.options[name], b.options[name]));
  if (option !== undefined) {
    const [own, theirs] = [a, b].map(({ options }) => JSON.stringify(options[option]));
    return `other options, ${option} ${theirs} and not ${own}`;
  }
  if (a.files.length !== b.files.length)
    return `one of ${b.files.length} files, not of ${a.files.length}`;
  const file = a.files.findIndex((one, i) => differ(one, b.files[i]));
  if (file < 0) return null;
  const [own, theirs] = [a.files[file]!, b.files[file]!];
  if (own.name !== theirs.name) return `one of ${show(theirs.name)}, not of ${show(own.name)}`;
  return own.bytes === theirs.bytes
    ? `one of ${show(own.name)} with other contents`
    : `one of ${show(own.name)} with ${theirs.bytes} bytes, not ${own.bytes}`;
}

/** Number of missing shards to name. */
const mostNamed = 12;

/** @throws DataError for a shard that is there twice, or not at all. */
function requireAll(parts: readonly Named[], count: number): void {
  for (const [i, { shard, path }] of parts.entries()) {
    const before = parts.slice(0, i).find((one) => one.shard === shard);
    if (before !== undefined)
      refuseData(
        show(path),
        "be of a shard that no other part is of",
        `shard ${shard}/${count}, as ${show(before.path)} is`,
      );
  }
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter(
    (index) => !parts.some(({ shard }) => shard === index),
  );
  if (missing.length === 0) return;
  const named = missing.slice(0, mostNamed).map((index) => `${index}/${count}`);
  const more = missing.length > mostNamed ? " and more" : "";
  refuseData(
    "the parts",
    `be of all ${count} shards`,
    `none of ${named.join(", ")}${more}`,
    "Run what is missing again.",
  );
}

// What a shard found, as a file: JSON that says of what run it is, with the findings in it as bytes,
// and a checksum of all.

import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import { gunzipSync, gzipSync } from "node:zlib";
import { refuseData, refuseUsage, show } from "../errors.js";
import type { InputFile } from "../input/input-file.js";
import { similarFile } from "../input/similar-file.js";
import { outputOptions } from "../options/merge-options.js";
import type { ScoreOptions } from "../options/score-options.js";
import { version } from "../version.js";
import type { Found } from "./outcome.js";
import { unlikePart } from "./part.js";

const schema = "bce-part/1";

/** What all shards of a run have in common. */
export interface Run {
  readonly version: string;
  readonly shards: number;
  /** Those that the findings depend on. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly files: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly digest: string;
  }[];
}

export interface PartFile {
  /** From 1. */
  readonly shard: number;
  readonly run: Run;
  readonly found: Found;
}

/** The options that concern what is printed, and which shard it is. */
const ofOutput = (): readonly string[] => [...outputOptions(), "shard", "partial"];

export function runOf(options: ScoreOptions, files: readonly InputFile[]): Run {
  const others = ofOutput();
  const own = Object.entries(options).filter(([name]) => !others.includes(name));
  return {
    version: version(),
    shards: options.shard!.count,
    // As it is read again: without what is undefined.
    options: JSON.parse(JSON.stringify(Object.fromEntries(own))) as Run["options"],
    files: files.map(({ path, name, bytes }) => ({ name, bytes, digest: digestOf(path, bytes) })),
  };
}

/** Bytes at each end of a file that are looked at. */
const endBytes = 65_536;

/** Tells contents of the same size apart by their ends: reading all of a large file takes long. */
function digestOf(path: string, bytes: number): string {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  try {
    for (const start of [0, Math.max(0, bytes - endBytes)]) {
      const block = Buffer.alloc(Math.min(endBytes, bytes));
      hash.update(block.subarray(0, readSync(file, block, 0, block.length, start)));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

export function writePart({ shard, run, found }: PartFile): string {
  const body = { schema, shard, run, found: gzipSync(serialize(found)).toString("base64") };
  return `${JSON.stringify({ ...body, checksum: checksumOf(body) }, null, 1)}\n`;
}

const checksumOf = (body: unknown) =>
  createHash("sha256").update(JSON.stringify(body)).digest("hex");

const again = "Run its shard again.";

/** @throws DataError for a file that is none of a shard, or is damaged. */
export function readPart(path: string): PartFile {
  const expected = "be a part that bce score --shard wrote";
  const document = parsed(textOf(path));
  if (document === null || document["schema"] !== schema)
    refuseData(show(path), expected, document === null ? "no whole JSON" : "other JSON");
  const { checksum, ...body } = document;
  if (checksum !== checksumOf(body))
    refuseData(show(path), expected, "one that was changed or damaged", again);
  const { shard, run, found } = body as unknown as { shard: number; run: Run; found: string };
  if (run?.version !== version())
    refuseData(
      show(path),
      `be of this version of bce, ${version()}`,
      run?.version ?? "none",
      "Merge with the version that wrote it, or run its shard again.",
    );
  const read = foundIn(found);
  if (read === null)
    return refuseData(show(path), "be read by this Node.js", "findings of another one", again);
  // Between two versions there are builds that have the number of one of them.
  const unlike = unlikePart(read.part);
  if (unlike !== null) refuseData(show(path), "be of this build of bce", unlike, again);
  return { shard, run, found: read };
}

/** Null if this Node.js cannot read it: a later one may write in another way. */
function foundIn(text: string): Found | null {
  try {
    return deserialize(gunzipSync(Buffer.from(text, "base64"))) as Found;
  } catch {
    return null;
  }
}

/** The shell puts in the files that a pattern matches. */
const quoted = "If some do, leave out the quotes around it.";

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && /[*?[]/.test(path))
      return refuseUsage("PART", "exist", `a pattern that no file matches, ${show(path)}`, quoted);
    const remedy = code === "ENOENT" ? similarFile(path) : "";
    return refuseUsage("PART", "be a file that can be read", `${show(path)} (${code})`, remedy);
  }
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === "object" ? (document as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

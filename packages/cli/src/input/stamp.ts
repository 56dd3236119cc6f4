// Detects that a file has changed.

import { type BigIntStats, statSync } from "node:fs";
import { refuseData, show } from "../errors.js";

/** Properties that change if a file is written to or replaced. */
export interface Stamp {
  readonly device: bigint;
  readonly inode: bigint;
  readonly size: bigint;
  readonly modified: bigint;
}

export interface Stamped {
  readonly path: string;
  readonly name: string;
  readonly stamp: Stamp;
}

export function stampOf({ dev, ino, size, mtimeNs }: BigIntStats): Stamp {
  return { device: dev, inode: ino, size, modified: mtimeNs };
}

function isSameFile(a: Stamp, b: Stamp): boolean {
  return a.device === b.device && a.inode === b.inode;
}

/** @throws DataError for a file that has changed since it was opened. */
export function requireUnchanged({ path, name, stamp }: Stamped): void {
  const now = statSync(path, { bigint: true, throwIfNoEntry: false });
  const change = now === undefined ? "one that is gone" : describeChange(stamp, stampOf(now));
  if (change !== null)
    refuseData(
      show(name),
      "stay as it is while it is read",
      change,
      "Read it when its writer is done, or copy it first.",
    );
}

function describeChange(before: Stamp, after: Stamp): string | null {
  if (!isSameFile(before, after)) return "another file in its place";
  if (before.size !== after.size) return `${after.size} bytes, which were ${before.size}`;
  return before.modified === after.modified ? null : "one that was written to";
}

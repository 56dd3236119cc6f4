// Which files are one, by whatever names they came: those that are read must not be overwritten.

import { statSync } from "node:fs";
import { refuseUsage, show } from "../errors.js";
import { identity } from "./folder.js";
import type { InputFile } from "./input-file.js";

type Named = Pick<InputFile, "origin">;

/** @throws UsageError if the file of an option is one of those that are read, by any name. */
export function requireOtherFile(
  option: string,
  path: string | null,
  read: readonly Named[],
): void {
  const target = path === null ? undefined : identityOf(path);
  if (target === undefined) return;
  if (read.some(({ origin }) => identityOf(origin) === target))
    refuseUsage(option, "be another file than those that are read", show(path));
}

/** Whether both were named as one file, packed or not, or one of them as standard input. */
export function isSameOrigin({ origin: a }: Named, { origin: b }: Named): boolean {
  const first = identityOf(a);
  return first !== undefined && first === identityOf(b);
}

function identityOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && identity(stats);
}

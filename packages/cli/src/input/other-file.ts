// Files that are read must not be overwritten.

import { statSync } from "node:fs";
import { refuseUsage, show } from "../errors.js";
import { identity } from "./folder.js";
import type { InputFile } from "./input-file.js";

/** @throws UsageError if the file of an option is one of those that are read, by any name. */
export function requireOtherFile(
  option: string,
  path: string | null,
  read: readonly Pick<InputFile, "origin">[],
): void {
  const target = path === null ? undefined : identityOf(path);
  if (target === undefined) return;
  if (read.some(({ origin }) => identityOf(origin) === target))
    refuseUsage(option, "be another file than those that are read", show(path));
}

function identityOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && identity(stats);
}

// A file that is there as a whole or not at all.

import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { refuseUsage, show } from "../errors.js";

/** Before any work, so that a wrong folder does not cost the result. */
export function checkTarget(option: string, path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) refuseUsage(option, "be a file", `a folder, ${show(path)}`);
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) refuseUsage(option, "be in a folder that exists", show(path));
}

/** What is read must not be written over. */
export function requireOtherFile(option: string, path: string | null, read: readonly { readonly path: string }[]): void {
  const target = path === null ? undefined : statSync(path, { throwIfNoEntry: false });
  if (target === undefined) return;
  const isTarget = (file: string) => {
    const { dev, ino } = statSync(file);
    return dev === target.dev && ino === target.ino;
  };
  const own = read.find((file) => isTarget(file.path));
  if (own) refuseUsage(option, "be another file than those that are read", show(path));
}

export function writeWhole(option: string, path: string, text: string): void {
  const beside = `${path}.${process.pid}.part`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    refuseUsage(option, "be a file that can be written to", `${show(path)} (${(error as NodeJS.ErrnoException).code})`);
  }
}

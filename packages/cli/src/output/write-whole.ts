// Writes a file completely or not at all.

import {
  accessSync,
  constants,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { refuseUsage, show } from "../errors.js";

/** Called before any work, so that a wrong folder does not cost the result. */
export function checkTarget(option: string, path: string): void {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    refuseUsage(
      option,
      "be a file on this machine",
      show(path),
      "Write it here, and upload it then.",
    );
  }
  const target = statOf(option, path);
  if (target?.isDirectory()) refuseUsage(option, "be a file", `a folder, ${show(path)}`);
  // The new file would replace it, even a device if the user has the right.
  if (target !== undefined && !target.isFile())
    refuseUsage(option, "be a file", `something else, ${show(path)}`);
  const folder = dirname(path);
  if (!statOf(option, folder)?.isDirectory())
    refuseUsage(option, "be in a folder that exists", show(path));
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    refuseUnwritable(option, path, error);
  }
}

function statOf(option: string, path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return refuseUnwritable(option, path, error);
  }
}

function refuseUnwritable(option: string, path: string, error: unknown): never {
  const { code } = error as NodeJS.ErrnoException;
  return refuseUsage(
    option,
    "be a file that can be written to",
    `${show(path)} (${code})`,
    "Name one in another folder.",
  );
}

export function writeWhole(option: string, path: string, text: string): void {
  const beside = `${path}.${process.pid}.part`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    refuseUnwritable(option, path, error);
  }
}

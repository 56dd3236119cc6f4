// The folder that a program writes to. Paths are the user's: relative to where npm was called, not
// to the workspace.

import { existsSync } from "node:fs";
import { access, constants, mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { RunError } from "./run.js";

export const callerFolder = process.env["INIT_CWD"] ?? process.cwd();

/** Makes the folder if it is missing. A run that cannot write fails here, before any work. */
export async function openOutputFolder(path: string): Promise<string> {
  const folder = resolve(callerFolder, path);
  await orRunError(folder, async () => {
    await makeFolder(folder);
    if (!(await stat(folder)).isDirectory())
      throw new RunError(`--out must be a folder, ${folder} is a file.`);
    await access(folder, constants.W_OK);
  });
  return folder;
}

/** Writes a file and returns its path as the user would type it. */
export async function writeOutput(
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<string> {
  const path = join(folder, name);
  await orRunError(path, () => writeFile(path, content));
  const short = relative(callerFolder, path);
  return short.startsWith("..") ? path : short;
}

/**
 * Does what mkdir with `recursive` does, which never returns for a folder that the system refuses
 * with ENOENT, such as /proc/x.
 */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    // Another process may have made it in the meantime.
    if (error.code !== "EEXIST") throw error;
  });
}

async function orRunError(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (error instanceof RunError) throw error;
    throw new RunError(
      `cannot write to ${path} (${(error as NodeJS.ErrnoException).code ?? error}). Choose another folder with --out.`,
    );
  }
}

// The temporary folder of a run. It is removed at the end of the run. If the run was killed by
// SIGKILL or crashed in native code, the next run removes it.

import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { refuseUsage, show } from "../errors.js";

export interface RunFolder {
  readonly path: string;
  remove(): void;
}

/** The file that names the owner of the folder. */
const ownerFile = "owner";

/** @throws UsageError where there is no temporary folder, or none that can be written to. */
export function makeRunFolder(): RunFolder {
  const parent = tmpdir();
  let path: string;
  try {
    path = mkdtempSync(join(parent, "bce-run-"));
    writeFileSync(join(path, ownerFile), `${machine()}\n${process.pid}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return refuseUsage(
      "TMPDIR",
      "be a folder that can be written to",
      `${show(parent)} (${code})`,
      "Set it to one, such as /tmp.",
    );
  }
  sweep(parent);
  const remove = () => rmSync(path, { recursive: true, force: true });
  // Also where the process is ended by Ctrl-C.
  process.once("exit", remove);
  return {
    path,
    remove() {
      process.off("exit", remove);
      remove();
    },
  };
}

/** Identifies the space of process numbers, since machines and containers may share a folder. */
function machine(): string {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

/** Removes the folders of runs that are gone. Folders that cannot be read belong to other users. */
function sweep(parent: string): void {
  for (const name of namesIn(parent).filter((one) => one.startsWith("bce-run-"))) {
    const path = join(parent, name);
    try {
      const [where, pid] = readFileSync(join(path, ownerFile), "utf8").split("\n");
      if (where === machine() && Number(pid) > 0 && !isRunning(Number(pid)))
        rmSync(path, { recursive: true, force: true });
    } catch {
      // Another run may have been faster.
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

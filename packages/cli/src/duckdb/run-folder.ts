// The temporary folder of a run. It goes at the end of the run; of a run that was ended where
// nothing can be done any more, by SIGKILL or by a fault of native code, the next run takes it
// away.

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

/** Says whose folder it is. */
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

/**
 * Where process numbers mean what they mean here: a folder may be shared between machines, and
 * between containers.
 */
function machine(): string {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

/**
 * Takes away what runs have left that are no longer there. What cannot be looked at is not this
 * user's.
 */
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

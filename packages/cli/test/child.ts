// Runs the program as a process that is stopped in the middle.

import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readlinkSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { bin } from "./run.js";

/** Starts the program as built. @param temporary The folder for its temporary files. */
export function start(temporary: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [bin, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TMPDIR: temporary },
  });
}

/** Until the program has a file open that begins with this path. */
export async function untilOpen({ pid }: ChildProcess, path: string): Promise<void> {
  const isOpen = (fd: string) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith(path);
    } catch {
      return false;
    }
  };
  while (!readdirSync(`/proc/${pid}/fd`).some(isOpen)) await setTimeout(2);
}

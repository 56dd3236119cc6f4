// How the tests see a run of the program end: with a sentence and an exit code, and nothing left in
// its temporary folder.

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync } from "node:fs";
import { expect } from "vitest";
import { bce, bin, scratch } from "./run.js";

export const names = ["--label", "y", "--prediction", "p"];
export const rows = "y,p\n1,0.5\n0,0.25\n";

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder for the tests of a file, in which the program runs. */
export function endings() {
  const { folder, write } = scratch();
  const good = write("good.csv", rows);
  chmodSync(folder, 0o755);
  const temporary = `${folder}/temporary`;
  mkdirSync(temporary);
  chmodSync(temporary, 0o777);
  return {
    folder,
    write,
    good,
    temporary,

    /** That a run ended as it should, and the sentence. */
    sentence({ status, stdout, stderr }: Ended, code = /^[12]$/): string {
      expect(String(status), stderr).toMatch(code);
      expect(stdout).toBe("");
      expect(stderr).toMatch(/^bce( \w+)?: [^\n]+[.?…]\n$/);
      expect(stderr).not.toMatch(/\bat .*:\d+:\d+|node:internal|Error:|undefined|\[object/);
      expect(readdirSync(temporary)).toEqual([]);
      return stderr.replaceAll(`${folder}/`, "").trimEnd();
    },

    run: (args: readonly string[], env: Record<string, string> = {}) =>
      bce(args, { env: { TMPDIR: temporary, ...env }, cwd: folder }),

    /** The same by a user who may do nothing special. */
    runUnprivileged(args: readonly string[], env: Record<string, string> = {}): Ended {
      const isRoot = process.geteuid!() === 0;
      const drop = isRoot
        ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        : ["env"];
      const [command, ...rest] = [...drop, process.execPath, bin, ...args];
      return spawnSync(command!, rest, {
        encoding: "utf8",
        cwd: folder,
        env: { ...process.env, TMPDIR: temporary, ...env },
      });
    },
  };
}

// The temporary folder of a run that was killed.
//
// @module-tag thorough

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { endings, names } from "./endings.js";
import { bin } from "./run.js";

const { run, temporary } = endings();

describe("the temporary folder of a run that was killed", () => {
  const left = (pid: number, machine: string) => {
    const path = `${temporary}/bce-run-${pid}-${machine.length}`;
    mkdirSync(path);
    writeFileSync(`${path}/owner`, `${machine}\n${pid}\n`);
    return path;
  };

  test("goes with the next run, and that of a run that goes on stays", () => {
    const { pid } = spawnSync("true");
    const owner = (text: string) => text.split("\n")[0]!;
    // What this machine calls itself, as a run writes it.
    const script = `"$NODE" "$BCE" score - --label y --prediction p & sleep 2; cat "$TMPDIR"/bce-run-*/owner; kill -9 $!`;
    const env = { ...process.env, NODE: process.execPath, BCE: bin, TMPDIR: temporary };
    const { stdout } = spawnSync(
      "bash",
      ["-c", `(sleep 5) | ( ${script.replace("score -", "score - <&0")} )`],
      { encoding: "utf8", env },
    );
    expect(readdirSync(temporary)).toHaveLength(1);
    const ours = owner(stdout);
    const [dead, elsewhere, alive] = [
      left(pid, ours),
      left(pid, "another machine"),
      left(process.pid, ours),
    ];
    expect(run(["score", "good.csv", ...names]).status).toBe(0);
    expect([dead, elsewhere, alive].map((path) => existsSync(path))).toEqual([false, true, true]);
    expect(readdirSync(temporary)).toHaveLength(2);
    for (const path of [elsewhere, alive]) spawnSync("rm", ["-r", path]);
  });
});

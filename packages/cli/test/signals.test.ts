// How the program ends before its time: by Ctrl-C and other signals, and where no one takes what it
// prints.
//
// @module-tag thorough

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { start, untilOpen } from "./child.js";
import { bin, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const temporary = `${folder}/temporary`;
mkdirSync(temporary);

// 3.2 million rows: seconds of work.
const block = Array.from(
  { length: 1000 },
  (_, i) => `${i % 2},${((i * 7919) % 997) / 997},${i}\n`,
).join("");
const big = write("big.csv", `y,p,id\n${block.repeat(3200)}`);
const small = write("small.csv", "y,p\n1,0.5\n0,0.25\n");

/** Until the program has the file open, and so is in the middle. */
async function untilReading(child: ChildProcess, file: string): Promise<void> {
  await untilOpen(child, file);
  await setTimeout(100);
}

describe("a signal in the middle leaves neither output nor report nor temporary folder", () => {
  const report = `${folder}/report.html`;
  const commands = {
    score: ["score", big, ...names, "--by", "id", "--report", report],
    compare: ["compare", big, big, ...names, "--bootstrap", "--report", report],
  };

  test.each([
    ["SIGINT", 130, "score"],
    ["SIGTERM", 143, "score"],
    ["SIGHUP", 129, "score"],
    ["SIGINT", 130, "compare"],
    ["SIGTERM", 143, "compare"],
  ] as const)("%s: exit code %i, %s", async (signal, code, command) => {
    const child = start(temporary, ...commands[command]);
    let output = "";
    for (const stream of [child.stdout!, child.stderr!])
      stream.on("data", (text) => (output += text));
    await untilReading(child, big);
    expect(readdirSync(temporary)).toHaveLength(1);
    child.kill(signal);
    const [status, killedBy] = await once(child, "exit");
    expect({ status, killedBy, output }).toEqual({ status: code, killedBy: null, output: "" });
    expect(readdirSync(temporary)).toEqual([]);
    expect(existsSync(report)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes(".part"))).toEqual([]);
  });
});

test("Ctrl-C while it waits for standard input", async () => {
  const child = spawn(process.execPath, [bin, "score", "-", ...names], {
    env: { ...process.env, TMPDIR: temporary },
  });
  child.stdin.on("error", () => undefined);
  child.stdin.write("y,p\n1,0.5\n");
  const spooled = () =>
    readdirSync(temporary, { recursive: true }).some((name) =>
      String(name).endsWith("standard-input"),
    );
  while (!spooled()) await setTimeout(5);
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([130, null]);
  expect(readdirSync(temporary)).toEqual([]);
});

describe("a reader that does not take all", () => {
  const inBash = (script: string, env: Record<string, string> = {}) => {
    const all = { ...process.env, BCE: `${process.execPath} ${bin}`, SMALL: small, ...env };
    const { stdout, stderr } = spawnSync("bash", ["-c", script], { env: all, encoding: "utf8" });
    return { stdout, stderr };
  };
  const run = "$BCE score $SMALL --label y --prediction p";

  test("head takes a line: no complaint, and the exit code is that of the run", () => {
    expect(inBash(`${run} | head -1; echo \${PIPESTATUS[0]}`)).toEqual({
      stdout: expect.stringMatching(/^loss .*\n0\n$/),
      stderr: "",
    });
    expect(inBash(`${run} --fail-above 0.1 | true; echo \${PIPESTATUS[0]}`)).toMatchObject({
      stdout: "3\n",
      stderr: expect.stringContaining("at most 0.1"),
    });
  });

  test("a full disk is said", () => {
    expect(inBash(`${run} > /dev/full; echo $?`)).toEqual({
      stdout: "1\n",
      stderr: "bce: standard output must take what is printed, got ENOSPC.\n",
    });
  });

  test("NO_COLOR and a dumb terminal have no colours, and other terminals have", () => {
    const typed = (env: Record<string, string>) =>
      inBash(`script -qec "${run}" /dev/null < /dev/null`, { NO_COLOR: "", TERM: "xterm", ...env });
    const bold = "\u001b[1mReliability";
    expect(typed({}).stdout).toContain(bold);
    for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }])
      expect(typed(env as never).stdout).not.toContain(bold);
  });
});

// What is named as a file and is none, or may not be read.

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { complaints, many, names } from "./complaint.js";
import { bce, bin, score } from "./run.js";

const { complaint, folder, write } = complaints();

describe("what is no file", () => {
  test("a folder with a link that leads nowhere, and one with folders that are named like files", async () => {
    mkdirSync(`${folder}/links`);
    symlinkSync("/nowhere", `${folder}/links/gone.csv`);
    expect(await complaint(`${folder}/links`)).toBe('FILE must exist, got "links/gone.csv".');
    mkdirSync(`${folder}/table/day.csv`, { recursive: true });
    write("table/day.csv/part-0.csv", "y,p\n1,0.5\n");
    expect((await score(`${folder}/table`, ...names)).total.count).toBe(1);
  });

  test("a link to itself, a pipe, a device, an empty name", async () => {
    symlinkSync("loop", `${folder}/loop`);
    expect(await complaint(`${folder}/loop`)).toBe(
      'FILE must be a path that can be read, got "loop" (ELOOP).',
    );
    spawnSync("mkfifo", [`${folder}/pipe`]);
    expect(await complaint(`${folder}/pipe`)).toBe(
      'FILE must be a file or a folder, got "pipe". Pass - for standard input.',
    );
    expect(await complaint("/dev/null")).toBe(
      'FILE must be a file or a folder, got "/dev/null". Pass - for standard input.',
    );
    expect(await complaint("")).toBe('FILE must exist, got "".');
    expect(bce(["score", "-", ...names], { input: "" }).stderr).toBe(
      'bce score: a file must hold rows, got an empty one, "standard input".\n',
    );
  });

  test("a file and a folder that this user may not read", async () => {
    mkdirSync(`${folder}/closed/inner`, { recursive: true });
    write("closed/inner/a.csv", "y,p\n1,0.5\n");
    const file = write("secret.csv", "y,p\n1,0.5\n");
    await score(file, ...names);
    // Who may read everything is someone else for as long as it takes.
    const isRoot = process.geteuid!() === 0;
    chmodSync(file, 0);
    chmodSync(`${folder}/closed/inner`, 0);
    chmodSync(folder, 0o755);
    if (isRoot) process.seteuid!(65_534);
    try {
      expect(await complaint(file)).toBe(
        'FILE must be a path that can be read, got "secret.csv" (EACCES).',
      );
      expect(await complaint(`${folder}/closed`)).toBe(
        'FILE must be a path that can be read, got "closed/inner" (EACCES).',
      );
      expect(await complaint(`${folder}/closed/inner/a.csv`)).toBe(
        'FILE must be a path that can be read, got "closed/inner/a.csv" (EACCES).',
      );
    } finally {
      if (isRoot) process.seteuid!(0);
      chmodSync(`${folder}/closed/inner`, 0o755);
    }
  });

  test("a temporary folder without room for standard input", () => {
    write("many.csv", many);
    // No file of this shell's children may have more than 64 blocks of 1 KiB.
    const script = `trap "" XFSZ; ulimit -f 64; exec "$NODE" "$BCE" score - --label y --prediction p < "$FILE"`;
    const env = { ...process.env, NODE: process.execPath, BCE: bin, FILE: `${folder}/many.csv` };
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { env, encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "bce score: standard input must fit into the temporary folder, got no more room there (EFBIG). Set TMPDIR to a folder with more.\n",
    });
  });
});

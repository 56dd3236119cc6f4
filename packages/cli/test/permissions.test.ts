// What the program may not read or write is a sentence with an exit code.
//
// @module-tag thorough

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { endings, names, rows } from "./endings.js";
import { bin } from "./run.js";

const { folder, run, runUnprivileged, sentence, temporary, write } = endings();

describe("what the program may not do", () => {
  beforeAll(() => {
    mkdirSync(`${folder}/closed`);
    mkdirSync(`${folder}/sealed`, { mode: 0 });
    chmodSync(`${folder}/closed`, 0o555);
    chmodSync(write("secret.csv", rows), 0);
    mkdirSync(`${folder}/some`);
    chmodSync(write("some/secret.csv", rows), 0);
  });

  test.each([
    [
      ["score", "secret.csv", ...names],
      'FILE must be a path that can be read, got "secret.csv" (EACCES).',
    ],
    [
      ["score", "some", ...names],
      'FILE must be a path that can be read, got "some/secret.csv" (EACCES).',
    ],
    [
      ["score", "some/*.csv", ...names],
      'FILE must be a path that can be read, got "some/secret.csv" (EACCES).',
    ],
    [["score", "sealed", ...names], 'FILE must be a path that can be read, got "sealed" (EACCES).'],
    [
      ["score", "sealed/a.csv", ...names],
      'FILE must be a path that can be read, got "sealed/a.csv" (EACCES).',
    ],
    [
      ["score", "sealed/*.csv", ...names],
      'FILE must be a path that can be read, got "sealed/*.csv" (EACCES).',
    ],
    [
      ["compare", "good.csv", "secret.csv", ...names],
      'FILE must be a path that can be read, got "secret.csv" (EACCES).',
    ],
    ...["closed", "sealed"].map((where): [string[], string] => [
      ["score", "good.csv", ...names, "--report", `${where}/r.html`],
      `--report must be a file that can be written to, got "${where}/r.html" (EACCES). Name one in another folder.`,
    ]),
  ])("%j", (args, message) => {
    expect(sentence(runUnprivileged(args))).toBe(`bce ${args[0]}: ${message}`);
  });

  test.each(["closed", "nowhere", "good.csv"])("TMPDIR=%s", (where) => {
    const code = { closed: "EACCES", nowhere: "ENOENT", "good.csv": "ENOTDIR" }[where];
    for (const args of [
      ["score", "good.csv"],
      ["compare", "good.csv", "good.csv"],
    ]) {
      expect(sentence(runUnprivileged([...args, ...names], { TMPDIR: `${folder}/${where}` }))).toBe(
        `bce ${args[0]}: TMPDIR must be a folder that can be written to, got "${where}" (${code}). Set it to one, such as /tmp.`.replace(
          `"${where}"`,
          JSON.stringify(where),
        ),
      );
    }
  });

  test.each([
    ["nowhere/r.html", 'be in a folder that exists, got "nowhere/r.html".'],
    ["good.csv/r.html", 'be a file that can be written to, got "good.csv/r.html" (ENOTDIR).'],
    [".", 'be a file, got a folder, ".".'],
    ["/dev/null", 'be a file, got something else, "/dev/null".'],
    [`${"x".repeat(300)}.html`, "be a file that can be written to, got "],
    [
      "s3://bucket/r.html",
      'be a file on this machine, got "s3://bucket/r.html". Write it here, and upload it then.',
    ],
  ])("--report %s", (report, message) => {
    for (const args of [
      ["score", "good.csv"],
      ["compare", "good.csv", "good.csv"],
    ]) {
      expect(sentence(run([...args, ...names, "--report", report]))).toContain(
        `bce ${args[0]}: --report must ${message}`,
      );
    }
    expect(existsSync("/dev/null")).toBe(true);
  });

  test("standard input that is a folder, or closed", () => {
    const script = (redirection: string) =>
      `exec "$NODE" "$BCE" score - --label y --prediction p ${redirection}`;
    const env = { ...process.env, NODE: process.execPath, BCE: bin, TMPDIR: temporary };
    for (const redirection of ["< .", "<&-"]) {
      sentence(
        spawnSync("bash", ["-c", script(redirection)], { cwd: folder, encoding: "utf8", env }),
      );
    }
  });
});

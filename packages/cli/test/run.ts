// How the tests run the program: in this process where the result matters, as a process of its own
// where it ends.

import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { atEndOfFile } from "@binary-crossentropy/test/end-of-file";
import { afterAll } from "vitest";
import { openSession, type Session } from "../src/duckdb/session.js";
import { readScoreOptions } from "../src/options/score-options.js";
import { silent } from "../src/progress.js";
import type { ScoreResult } from "../src/score/result.js";
import { runScore } from "../src/score/run-score.js";

export const bin = fileURLToPath(new URL("../bin/bce.js", import.meta.url));

/** A folder for the tests of a file, gone after them. */
export function scratch(): {
  folder: string;
  write: (name: string, content: string | Uint8Array) => string;
} {
  // Of hexadecimal digits: a name of any letters may hold NaN, which no report should.
  const folder = join(tmpdir(), `bce-test-${randomUUID()}`);
  mkdirSync(folder, { mode: 0o700 });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    write(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
  };
}

/** One for all tests of a file: a run leaves nothing behind in it. */
let session: Session | undefined;

function openSessionOfFile(): Session {
  const opened = openSession();
  atEndOfFile(() => {
    opened.close();
    session = undefined;
  });
  return opened;
}

/** What bce score finds. In one thread: the other one is a file of the program as it is built. */
export async function score(...args: string[]): Promise<ScoreResult> {
  session ??= openSessionOfFile();
  return (await runScore(session, readScoreOptions(args), silent, undefined, Infinity))!;
}

/** The message with which bce score stops. */
export async function refusal(...args: string[]): Promise<string> {
  try {
    await score(...args);
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was refused";
}

/** Runs the program as built. */
export function bce(
  args: readonly string[],
  options: { cwd?: string; input?: string; env?: Record<string, string> } = {},
) {
  const { env, ...rest } = options;
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    encoding: "utf8",
    env: { ...process.env, ...env },
    ...rest,
  });
  return { status, stdout, stderr };
}

/** Columns as CSV. Numbers keep every digit. */
export function csv(columns: Readonly<Record<string, ArrayLike<unknown>>>): string {
  const names = Object.keys(columns);
  const quote = (text: string) =>
    /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const length = columns[names[0]!]!.length;
  const rows = Array.from({ length }, (_, i) =>
    names.map((name) => quote(String(columns[name]![i] ?? ""))).join(","),
  );
  return `${[names.map(quote).join(","), ...rows].join("\n")}\n`;
}

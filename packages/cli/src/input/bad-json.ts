// What is wrong with a line of NDJSON that is no object: most often it is JSON laid out in another
// way, which one command turns into lines.

import { refuseData, show } from "../errors.js";
import type { InputFile } from "./input-file.js";
import { lineFeed } from "./letters.js";
import { findLines } from "./line-finder.js";
import { openText, untilDamaged } from "./text-stream.js";

/** @param row From 1. @throws DataError */
export async function refuseJsonRow(file: InputFile, row: number): Promise<never> {
  const line = (await findLines(file, [row]))?.[0] ?? null;
  const found = line === null ? null : await lineAt(file, line);
  const where = `${show(file.name)}${line === null ? "" : `, line ${line}`}, row ${row},`;
  const received = found === null ? "something else" : show(found.text);
  return refuseData(where, "be a JSON object", received, found === null ? "" : remedyFor(found));
}

interface Line {
  /** Without the spaces around it. */
  readonly text: string;
  /** Whether anything follows. */
  readonly isLast: boolean;
}

/** Bytes of a line that are looked at, at most. */
const mostBytes = 1 << 20;

/** Null where lines end in carriage returns. */
async function lineAt(file: InputFile, line: number): Promise<Line | null> {
  const parts: Buffer[] = [];
  let [at, length, isLast] = [1, 0, true];
  scan: for await (const block of untilDamaged(openText(file))) {
    for (let start = 0; start < block.length; ) {
      const next = block.indexOf(lineFeed, start);
      const end = next < 0 ? block.length : next;
      if (at > line && block.subarray(start, end).some((byte) => byte > 32)) isLast = false;
      if (at === line && length < mostBytes) {
        parts.push(Buffer.from(block.subarray(start, Math.min(end, start + mostBytes))));
        length += end - start;
      }
      if (!isLast) break scan;
      if (next >= 0) at += 1;
      start = end + 1;
    }
  }
  const text = Buffer.concat(parts).toString("utf8").trim();
  return text === "" ? null : { text, isLast };
}

function remedyFor({ text, isLast }: Line): string {
  if (/^\{\s*'/.test(text)) return "JSON has double quotes: write it with json.dumps.";
  const isOpen = depthOf(text) > 0;
  if (isOpen && isLast) return "Was the file copied to its end?";
  if (isOpen) return "jq -c . writes each object on one line.";
  if (isJson(text)) return "";
  if (text.endsWith(",") && isJson(text.slice(0, -1)))
    return "Lines have no commas between them: remove them with sed 's/,$//'.";
  if (/\}\s*\{/.test(text)) return "jq -c . writes each object on a line of its own.";
  return "";
}

/** How many brackets are open at the end. */
function depthOf(text: string): number {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"?/g, "");
  const count = (pattern: RegExp) => bare.match(pattern)?.length ?? 0;
  return count(/[[{]/g) - count(/[\]}]/g);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

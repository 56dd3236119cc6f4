// Whether a file that should be text begins as text does.

import { refuseData, show } from "../errors.js";
import { notUtf8 } from "./explain.js";
import type { Format } from "./format.js";
import { lineFeed } from "./letters.js";

/** Checks the encoding of the first bytes. DuckDB checks the rest. */
export function requireText(name: string, head: Uint8Array, format: Format): void {
  const zeros = head.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);
  const isMarked = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (isMarked || zeros > head.length / 4) {
    refuseData(
      show(name),
      "be text in UTF-8",
      "what looks like UTF-16 or no text",
      "UTF-16 becomes UTF-8 with iconv -f UTF-16 -t UTF-8.",
    );
  }
  const line = firstLineNotUtf8(head);
  if (line !== null) notUtf8(`${show(name)}, line ${line},`);
  if (/^\s*\[\s*\{/.test(Buffer.from(head.subarray(0, 100)).toString("latin1"))) {
    refuseData(
      show(name),
      "be one JSON object a line",
      "a list of them",
      "A list becomes lines with jq -c '.[]'.",
    );
  }
  if (format === "ndjson" && head[0] === 0xef)
    refuseData(
      show(name),
      "begin with a brace",
      "a byte order mark",
      "Remove its first three bytes.",
    );
}

/**
 * The line, from 1, of the first bytes that are not UTF-8; null if there are none. The last
 * character may be cut off.
 */
function firstLineNotUtf8(head: Uint8Array): number | null {
  const isUtf8 = (bytes: Uint8Array) => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  if (isUtf8(head)) return null;
  let [line, start] = [1, 0];
  for (
    let end = head.indexOf(lineFeed);
    end >= 0 && isUtf8(head.subarray(start, end + 1));
    end = head.indexOf(lineFeed, start)
  ) {
    [line, start] = [line + 1, end + 1];
  }
  return line;
}

// Shows progress on standard error, if that is a terminal.

import { type Progress, silent } from "../progress.js";

/** Milliseconds between two updates. */
const pace = 100;

const barWidth = 20;

/** @param share The share of the current source that has been read, in [0, 1]; NaN if not known. */
export function createProgress(stream: NodeJS.WriteStream, share: () => number): Progress {
  if (!stream.isTTY || process.env["TERM"] === "dumb") return silent;
  const started = performance.now();
  let [total, done, rows, drawn] = [0, 0, 0, 0];
  let current = 0;
  const draw = () => {
    const seconds = (performance.now() - started) / 1000;
    const part = total > 0 ? Math.min((done + Math.max(share() || 0, 0) * current) / total, 1) : 0;
    const bar = "█".repeat(Math.round(part * barWidth)).padEnd(barWidth, "░");
    const left = part > 0.02 ? `, ${Math.ceil((seconds / part) * (1 - part))} s left` : "";
    stream.write(
      `\r\u001b[K${bar} ${rows.toLocaleString("en")} rows, ${Math.round(rows / seconds).toLocaleString("en")} a second${left}`,
    );
  };
  return {
    begin(bytes) {
      total = bytes;
      current = bytes;
    },
    rows(count) {
      rows += count;
      if (performance.now() - drawn < pace) return;
      drawn = performance.now();
      draw();
    },
    finished(bytes) {
      done += bytes;
      current = total - done;
    },
    end: () => void stream.write("\r\u001b[K"),
  };
}

// Shows the progress of a training: a bar in a terminal, plain lines in a pipe or a file.

import { Presets, SingleBar } from "cli-progress";
import type { Readings, Training } from "../tutorial.js";

export interface Progress {
  update(training: Training, readings: Readings): void;
  stop(): void;
}

/** Number of plain lines before the last. */
const lines = 10;

export function startProgress(training: Training): Progress {
  const { isTTY, columns } = process.stdout;
  // The terminal that mpirun gives to a process has no columns.
  return isTTY && columns > 0 && process.env["TERM"] !== "dumb"
    ? startBar(training)
    : startLines(training);
}

function startBar({ unit, done, total }: Training): Progress {
  const format = `{bar} ${unit} {value}/{total}, {eta_formatted} left  {readings}`;
  const bar = new SingleBar(
    { format, barsize: 20, hideCursor: true, linewrap: false, gracefulExit: false },
    Presets.shades_classic,
  );
  bar.start(total, done, { readings: "" });
  return {
    update: ({ done }, readings) => bar.update(done, { readings: describe(readings) }),
    stop: () => bar.stop(),
  };
}

function startLines({ unit, total }: Training): Progress {
  let shown = -1;
  return {
    update({ done }, readings) {
      const part = Math.floor((done * lines) / total);
      if (part === shown && done !== total) return;
      shown = part;
      console.log(
        `${unit} ${String(done).padStart(String(total).length)} of ${total}  ${describe(readings)}`,
      );
    },
    stop() {},
  };
}

function describe(readings: Readings): string {
  return Object.entries(readings)
    .map(([name, value]) => `${name} ${value.toFixed(3)}`)
    .join("  ");
}

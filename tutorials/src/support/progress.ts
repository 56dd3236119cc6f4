// A progress bar where someone watches, plain lines where the output is a pipe or a file.

import { setImmediate } from "node:timers/promises";
import { progress } from "@clack/prompts";

/** How long the steps may keep the event loop waiting, and with it the bar and Ctrl-C. */
const patience = 20; // ms

const barWidth = 20;
/** Columns of a terminal below which the bar is not worth its wrapping. */
const narrowest = 40;

/**
 * Passes the steps on and shows how far they are, of at most `count`; `describe` says where things
 * stand.
 */
export function withProgress<T>(
  steps: Iterable<T>,
  count: number,
  describe: (step: T) => string,
): AsyncGenerator<T, void> {
  const { isTTY, columns } = process.stdout;
  const drawable = isTTY && columns >= narrowest && process.env["TERM"] !== "dumb";
  return drawable ? withBar(steps, count, describe) : withLines(steps, describe);
}

async function* withBar<T>(
  steps: Iterable<T>,
  count: number,
  describe: (step: T) => string,
): AsyncGenerator<T, void> {
  const bar = progress({
    max: count,
    size: barWidth,
    withGuide: false,
    onCancel: () => process.exit(130),
  });
  // At Ctrl-C the bar, which reads the keyboard, leaves with exit code 0.
  const interrupted = () => {
    process.exitCode = 130;
  };
  process.once("exit", interrupted);
  bar.start();
  let text = "";
  let rested = performance.now();
  try {
    for (const step of steps) {
      text = describe(step);
      bar.advance(1, text);
      yield step;
      if (performance.now() - rested < patience) continue;
      await setImmediate();
      rested = performance.now();
    }
    bar.stop(text);
  } finally {
    bar.clear();
    process.off("exit", interrupted);
  }
}

/** Losses fall fast at first: lines for steps 0, 1, 2, 4, 8 and so on, and for the last. */
async function* withLines<T>(
  steps: Iterable<T>,
  describe: (step: T) => string,
): AsyncGenerator<T, void> {
  let index = 0;
  let unsaid = "";
  for (const step of steps) {
    unsaid = describe(step);
    if ((index & (index - 1)) === 0) {
      console.log(unsaid);
      unsaid = "";
    }
    index += 1;
    yield step;
  }
  if (unsaid !== "") console.log(unsaid);
}

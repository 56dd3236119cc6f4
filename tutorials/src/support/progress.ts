// Shows progress: a bar in a terminal, plain lines in a pipe or a file.

import { setImmediate } from "node:timers/promises";
import { progress } from "@clack/prompts";

/** How long steps may block the event loop, and with it the bar and Ctrl-C. */
const patience = 20; // ms

const barWidth = 20;
/** Columns of a terminal below which the bar would wrap. */
const narrowest = 40;

/** Passes the steps on and shows how many of at most `count` are done, with `describe`'s words. */
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
  // The bar reads the keyboard, and by itself exits with code 0 at Ctrl-C.
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

/** Prints steps 0, 1, 2, 4, 8 and so on, since losses fall fast at first, and the last step. */
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

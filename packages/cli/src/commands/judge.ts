// --fail-above: whether a number is low enough.

import { exitCodes } from "../errors.js";
import { decimal } from "../output/text.js";

/** Returns the exit code. If it is not 0, the reason is on standard error. */
export function judge(what: string, value: number | null, failAbove: number | null): number {
  if (failAbove === null || (value !== null && value <= failAbove)) return 0;
  process.stderr.write(
    `${what} must be at most ${failAbove}, as --fail-above says, got ${value === null ? "none" : decimal(value)}.\n`,
  );
  return exitCodes.aboveLimit;
}

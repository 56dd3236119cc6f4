// --fail-above: whether a number is as low as it has to be.

import { exitCodes } from "../errors.js";
import { decimal } from "../output/text.js";

/** The exit code; where it is not 0, standard error has the reason. */
export function judge(what: string, value: number | null, failAbove: number | null): number {
  if (failAbove === null || (value !== null && value <= failAbove)) return 0;
  process.stderr.write(
    `${what} must be at most ${failAbove}, as --fail-above says, got ${value === null ? "none" : decimal(value)}.\n`,
  );
  return exitCodes.aboveLimit;
}

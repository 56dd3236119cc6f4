// The end of a run: its result on standard output, and what there is to say of it on standard error.

import { exitCodes } from "../errors.js";
import { failuresOf, type Gates, passedOver } from "./gates.js";
import type { Judged } from "./judged.js";

/**
 * Returns the exit code. If it is not 0, the reasons come last on standard error.
 *
 * @param who The command, for messages.
 * @param warnings What may be wrong with the result, as sentences.
 * @param textOf The result as it is printed, with the reasons why gates failed.
 */
export function conclude<Measure extends string>(
  who: string,
  judged: Judged<Measure>,
  gates: Gates<Measure>,
  warnings: readonly string[],
  textOf: (failures: readonly string[]) => string,
): number {
  const failures = failuresOf(judged, gates);
  process.stdout.write(textOf(failures));
  for (const sentence of [...warnings, ...passedOver(judged, gates), ...failures])
    process.stderr.write(`${who}: ${sentence}\n`);
  return failures.length === 0 ? 0 : exitCodes.aboveLimit;
}

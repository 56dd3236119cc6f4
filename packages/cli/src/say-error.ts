// Reports errors on standard error. Unforeseen ones, of the machine or of this program, are one
// sentence too, not a stack.

import { DataError, exitCodes, quoted } from "./errors.js";

/** For finding bugs. */
const wantsStack = () => Boolean(process.env["BCE_STACK"]);

const longest = 300;

/**
 * Writes the error to standard error and returns the exit code.
 * @param who The command, which begins the message.
 */
export function sayError(who: string, error: unknown): number {
  if (wantsStack() && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  const [message, code] = describe(error);
  if (message !== "") process.stderr.write(`${who}: ${message}\n`);
  return code;
}

function describe(error: unknown): [message: string, code: number] {
  if (error instanceof DataError) return [error.message, error.exitCode];
  const text = error instanceof Error ? error.message : String(error);
  const received = quoted(text.replace(/\s*\n\s*/g, " "), longest);
  if (error instanceof Error && "syscall" in error) {
    return [`the machine must let it read and write, got ${received}.`, exitCodes.badData];
  }
  const remedy =
    "This is a fault of the program: please report it, with what it prints under BCE_STACK=1.";
  return [`the program must come to an end by itself, got ${received}. ${remedy}`, exitCodes.fault];
}

// Errors that no one foresaw: those of the machine, and those of this program. They are a sentence
// as well, and no stack.

import { DataError, exitCodes, quoted } from "./errors.js";

/** Where the stack is wanted, to mend what is wrong. */
const wantsStack = () => Boolean(process.env["BCE_STACK"]);

const longest = 300;

/**
 * Says what went wrong on standard error, and gives the exit code.
 * @param who The command, as messages begin.
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

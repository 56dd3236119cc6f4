// What every command does the same way: it reads its options, and shows what a user can do
// something about as one line.

import { type ParseArgsConfig, parseArgs } from "node:util";
import { BenchError } from "./errors.js";

/** Options of one string, and options that are there or not. */
export const text = { type: "string" } as const;
export const flag = { type: "boolean", default: false } as const;

/**
 * Runs a command's main function and turns what it throws into a line on stderr and an exit code.
 */
export async function runCommand(name: string, main: () => void | Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

/**
 * @throws BenchError with exit code 2, and the first sentence of what parseArgs has to say, for an
 * option that is unknown.
 */
export function parseOptions<const Options extends NonNullable<ParseArgsConfig["options"]>>(
  options: Options,
  args = process.argv.slice(2),
) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw code?.startsWith("ERR_PARSE_ARGS")
      ? new BenchError(`${message.split(". ")[0]}. See --help.`, 2)
      : error;
  }
}

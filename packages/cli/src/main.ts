// The program: finds the command, and turns errors into one line and an exit code.

import { exitCodes, refuseUsage, show } from "./errors.js";
import { sayFault } from "./fault.js";
import { formatOfName } from "./input/format.js";
import { nearest } from "./input/nearest.js";
import { listenForSignals } from "./interrupt.js";
import { version } from "./version.js";

const help = `Usage: bce <command> [options]

Binary cross-entropy of predictions that are in files and databases, with the numbers of Keras.

  bce score       loss, calibration and ranking of predictions against labels
  bce compare     the difference in loss between two files of predictions on the same labels
  bce sql         the query that computes the loss inside of a database
  bce completion  what completes all this in bash, zsh or fish

bce <command> --help says more, bce --version which one it is. An example: bce score predictions.csv --label y --prediction p
`;

// Loaded when it is called: help and mistakes do not wait for the database.
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  score: async (args) => (await import("./commands/score.js")).runScoreCommand(args),
  compare: async (args) => (await import("./commands/compare.js")).runCompareCommand(args),
  sql: async (args) => (await import("./commands/sql.js")).runSqlCommand(args),
  completion: async (args) => (await import("./commands/completion.js")).runCompletionCommand(args),
};

/** Runs a command line and sets the exit code. Every error is a sentence on standard error. */
export async function main(args: readonly string[]): Promise<void> {
  listenForSignals();
  process.stdout.on("error", onOutputError);
  // bce help score is bce score --help.
  const [name, ...rest] = args[0] === "help" && args[1] !== undefined ? [args[1], "--help"] : args;
  const command = Object.hasOwn(commands, name ?? "") ? name! : null;
  const who = command === null ? "bce" : `bce ${command}`;
  // What nothing waits for. The exit takes what is temporary with it.
  process.on("uncaughtException", (error) => process.exit(sayFault(who, error)));
  try {
    process.exitCode = await (command === null ? describe(name) : commands[command]!(rest));
  } catch (error) {
    process.exitCode = sayFault(who, error);
  }
}

/** A reader such as head may close the pipe early: the run and its exit code stay what they are. */
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") return;
  process.stderr.write(`bce: standard output must take what is printed, got ${error.code}.\n`);
  process.exit(exitCodes.badData);
}

async function describe(name: string | undefined): Promise<number> {
  if (name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(help);
    return 0;
  }
  if (name === "--version" || name === "-V") {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const known = Object.keys(commands);
  // Who names a file first wants it scored.
  const [near] = formatOfName(name ?? "") ? ["bce score"] : nearest(name ?? "", known);
  return refuseUsage(
    "the command",
    `be one of ${known.join(", ")}`,
    show(name),
    near ? `Did you mean ${near}?` : "There is help: bce --help",
  );
}

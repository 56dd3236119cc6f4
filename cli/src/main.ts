// The program: finds the command, and turns errors into one line and an exit code.

import { DataError, refuseUsage, show } from "./errors.js";
import { nearest } from "./input/nearest.js";
import { listenForInterrupt } from "./interrupt.js";

const help = `Usage: bce <command> [options]

Binary cross-entropy of predictions that are in files and databases, with the numbers of Keras.

  bce score     loss, calibration and ranking of predictions against labels
  bce compare   the difference in loss between two files of predictions on the same labels
  bce sql       the query that computes the loss inside of a database

bce <command> --help says more. An example: bce score predictions.csv --label y --prediction p
`;

// Loaded when it is called: help and mistakes do not wait for the database.
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  score: async (args) => (await import("./commands/score.js")).runScoreCommand(args),
  compare: async (args) => (await import("./commands/compare.js")).runCompareCommand(args),
  sql: async (args) => (await import("./commands/sql.js")).runSqlCommand(args),
};

/** Runs a command line and sets the exit code. What is no DataError is a bug, and keeps its stack. */
export async function main(args: readonly string[]): Promise<void> {
  listenForInterrupt();
  // A reader such as head may close the pipe early.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  const [name, ...rest] = args;
  const command = Object.hasOwn(commands, name ?? "") ? name! : null;
  try {
    process.exitCode = await (command === null ? describe(name) : commands[command]!(rest));
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    process.stderr.write(`bce${command === null ? "" : ` ${command}`}: ${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

async function describe(name: string | undefined): Promise<number> {
  if (name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(help);
    return 0;
  }
  const known = Object.keys(commands);
  const [near] = nearest(name ?? "", known);
  return refuseUsage(
    "the command",
    `be one of ${known.join(", ")}`,
    show(name),
    near ? `Did you mean ${near}?` : "There is help: bce --help",
  );
}

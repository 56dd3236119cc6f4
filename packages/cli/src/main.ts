// The program: finds the command, and turns errors into one line and an exit code.
//
// A folder imports only from folders to its right:
//
//   commands → output, completion → compare, warehouse → score → options → sql → input
//            → rows, metrics, duckdb → wasm → the files beside this one (errors, progress, …)

import { exitCodes, refuseUsage, seeHelp, show } from "./errors.js";
import { formatOfName } from "./input/format.js";
import { nearest } from "./input/nearest.js";
import { listenForSignals } from "./interrupt.js";
import { type CommandName, commandNames, commandPages } from "./options/commands.js";
import { sayError } from "./say-error.js";
import { version } from "./version.js";

const width = Math.max(...commandNames.map((name) => name.length));

const help = `Usage: bce <command> [options]

Computes the binary cross-entropy of predictions in files and databases, with the same numbers as Keras.

${commandNames.map((name) => `  bce ${name.padEnd(width)}  ${commandPages[name].summary}\n`).join("")}
For the options of a command, run bce <command> --help. For the version, run bce --version.
An example: bce score predictions.csv --label y --prediction p
`;

type Run = (args: readonly string[]) => Promise<number>;

// Commands are loaded when they are called, so that help and mistakes do not wait for the database.
const commands = {
  score: async (args) => (await import("./commands/score.js")).runScoreCommand(args),
  compare: async (args) => (await import("./commands/compare.js")).runCompareCommand(args),
  merge: async (args) => (await import("./commands/merge.js")).runMergeCommand(args),
  sql: async (args) => (await import("./commands/sql.js")).runSqlCommand(args),
  completion: async (args) => (await import("./commands/completion.js")).runCompletionCommand(args),
} satisfies Readonly<Record<CommandName, Run>>;

/** Runs a command line and sets the exit code. Every error is a sentence on standard error. */
export async function main(args: readonly string[]): Promise<void> {
  listenForSignals();
  process.stdout.on("error", onOutputError);
  // bce help score is bce score --help.
  const [name, ...rest] = args[0] === "help" && args[1] !== undefined ? [args[1], "--help"] : args;
  const command = commandNames.find((known) => known === name) ?? null;
  const who = command === null ? "bce" : `bce ${command}`;
  // Errors that nothing awaits. Exiting removes temporary files.
  process.on("uncaughtException", (error) => process.exit(sayError(who, error)));
  try {
    process.exitCode = await (command === null ? describe(name) : run(command, rest));
  } catch (error) {
    process.exitCode = sayError(who, error);
  }
}

async function run(command: CommandName, args: readonly string[]): Promise<number> {
  if (!wantsHelp(args)) return commands[command](args);
  const { helpOf } = await import("./options/help.js");
  process.stdout.write(helpOf(command, args.at(-1) === "all"));
  return 0;
}

/** Whether help is asked for. Anything after -- is a file, even if it looks like an option. */
function wantsHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === "--help" || arg === "-h");
}

/** A reader such as head may close the pipe early; the run goes on and keeps its exit code. */
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
  // A file in place of the command probably should be scored.
  const [near] = formatOfName(name ?? "") ? ["bce score"] : nearest(name ?? "", commandNames);
  return refuseUsage(
    "the command",
    `be one of ${commandNames.join(", ")}`,
    show(name),
    near ? `Did you mean ${near}?` : seeHelp("bce"),
  );
}

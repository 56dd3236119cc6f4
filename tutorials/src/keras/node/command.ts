// The command line of the tutorials.

import { fileURLToPath } from "node:url";
import { Command, CommanderError, Option } from "commander";
import { UsageError } from "../../support/run.js";
import { type TutorialName, tutorials } from "../tutorials.js";
import type { Start } from "./run-training.js";

export interface Request {
  readonly tutorial: TutorialName;
  readonly quick: boolean;
  readonly data: string | undefined;
  readonly start: Start;
  readonly out: string;
  readonly seed: number;
  readonly length: number | undefined;
  /** Whether all processes that mpirun started train together. */
  readonly mpi?: boolean;
}

interface Flags {
  readonly quick?: boolean;
  readonly data?: string;
  readonly resume?: boolean;
  readonly fresh?: boolean;
  readonly out?: string;
  readonly seed: number;
  readonly steps?: number;
  readonly epochs?: number;
  readonly mpi?: boolean;
}

/**
 * Prints help if that is asked for, and returns undefined.
 *
 * @throws UsageError for unknown or wrong arguments.
 */
export function readRequest(args: readonly string[]): Request | undefined {
  let request: Request | undefined;
  const program = new Command("npm run example --")
    .description("Trains one of the tutorials that Keras names for binary cross-entropy.")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  for (const name of Object.keys(tutorials) as TutorialName[])
    addCommand(program, name, (flags) => {
      request = toRequest(name, flags);
    });
  if (args.length === 0) {
    program.outputHelp();
    return undefined;
  }
  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return undefined;
    throw new UsageError(error.message.replace(/^error: /, "").replaceAll("\n", " "));
  }
  return request;
}

function addCommand(program: Command, name: TutorialName, take: (flags: Flags) => void): void {
  const { title, data, otherwise, unit } = tutorials[name];
  const long = unit === "step" ? "train for N steps" : "train each model for at most N epochs";
  const command = program
    .command(name)
    .summary(title)
    .description(`${title}.`)
    .option("--quick", "take seconds, not minutes: less data, a smaller model")
    .option("--data <path>", `${data} (default: ${otherwise})`, nonEmpty("--data", "a path"))
    .addOption(
      new Option("--resume", "resume from the checkpoint, which must exist").conflicts("fresh"),
    )
    .option(
      "--fresh",
      "start afresh, even if there is a checkpoint (default: resume from it if there is one)",
    )
    .option(
      "--out <dir>",
      `folder for pictures and checkpoint (default: tutorials/out/${name})`,
      nonEmpty("--out", "a folder"),
    )
    .option("--seed <n>", "seed of all random numbers", whole("--seed", 0, 2 ** 31 - 1), 1)
    .option(`--${unit}s <n>`, long, whole(`--${unit}s`, 1, 1_000_000))
    .action((flags: Flags) => take(flags));
  if (name === "imbalanced")
    command.option(
      "--mpi",
      "train with all processes that mpirun, or another MPI launcher, has started",
    );
}

function toRequest(
  tutorial: TutorialName,
  { quick = false, data, resume, fresh, out, seed, steps, epochs, mpi }: Flags,
): Request {
  const folder = new URL(`../../../out/${tutorial}${quick ? "-quick" : ""}`, import.meta.url);
  const start = fresh ? "fresh" : resume ? "resume" : "continue";
  return {
    tutorial,
    quick,
    data,
    start,
    out: out ?? fileURLToPath(folder),
    seed,
    length: steps ?? epochs,
    ...(mpi && { mpi }),
  };
}

function whole(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const n = /^\d+$/.test(text) ? Number(text) : NaN;
    if (n >= least && n <= most) return n;
    throw new UsageError(
      `${option} must be a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`,
    );
  };
}

function nonEmpty(option: string, expected: string): (text: string) => string {
  return (text) => {
    if (text !== "") return text;
    throw new UsageError(`${option} must be ${expected}, got an empty text`);
  };
}

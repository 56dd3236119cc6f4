// What there is to complete, from the definitions by which the command line is read.

import { Argument, Command, type Option } from "commander";
import { isRepeatable } from "../options/common.js";
import { compareCommand } from "../options/compare-options.js";
import { scoreCommand } from "../options/score-options.js";
import { sqlCommand } from "../options/sql-options.js";

/**
 * What follows an option, or stands by itself: one of the words, a file, or what only the user
 * knows.
 */
export type Value = readonly string[] | "file" | "any";

export interface CompletedOption {
  readonly name: string;
  /** Null for one that takes no value. */
  readonly value: Value | null;
  readonly isRepeated: boolean;
}

export interface CompletedCommand {
  readonly name: string;
  readonly options: readonly CompletedOption[];
  /** What the other arguments are; null where there are none. */
  readonly rest: Value | null;
}

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

export function completionCommand(): Command {
  const shell = new Argument("<shell>");
  shell.argChoices = [...shells];
  return new Command("bce completion").addArgument(shell);
}

/** All commands, in the order of the help. */
export function describeCommands(): CompletedCommand[] {
  return [scoreCommand(), compareCommand(), sqlCommand(), completionCommand()].map(describe);
}

function describe(command: Command): CompletedCommand {
  const [argument] = command.registeredArguments;
  return {
    name: command.name().split(" ").at(-1)!,
    options: [
      ...command.options.map(describeOption),
      { name: "--help", value: null, isRepeated: false },
    ],
    rest:
      argument === undefined
        ? null
        : (argument.argChoices ?? (argument.name() === "files" ? "file" : null)),
  };
}

function describeOption(option: Option): CompletedOption {
  // A value that may be left out is not waited for.
  const value = option.argChoices ?? (/<file>/.test(option.flags) ? "file" : "any");
  return {
    name: option.long!,
    value: option.required ? value : null,
    isRepeated: isRepeatable(option),
  };
}

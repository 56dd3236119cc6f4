// Describes what can be completed, from the tables of commands and options.

import { type CommandOption, optionsOf } from "../options/command-options.js";
import { type CommandPage, commandNames, commandPages } from "../options/commands.js";
import { arities, type Completion } from "../options/kinds.js";

export interface CompletedOption {
  readonly name: string;
  /** Null if it takes no value or its value is optional: a shell does not wait for that. */
  readonly value: Completion | null;
  readonly isRepeated: boolean;
}

export interface CompletedCommand {
  readonly name: string;
  readonly options: readonly CompletedOption[];
  /** What the other arguments are; null if there are none. */
  readonly rest: CommandPage["rest"];
}

/** All commands, in the order of the help. */
export function describeCommands(): CompletedCommand[] {
  return commandNames.map((name) => ({
    name,
    options: optionsOf(name).map(describeOption),
    rest: commandPages[name].rest,
  }));
}

function describeOption({ long, kind: { takes, completion } }: CommandOption): CompletedOption {
  const { value, isRepeatable } = arities[takes];
  const isAwaited = value === "always";
  return {
    name: long,
    value: isAwaited ? completion : null,
    isRepeated: isAwaited && isRepeatable,
  };
}

// The table of options as one command sees it: the options that it takes, and the types of their
// values.

import type { CommandName } from "./commands.js";
import type { Kind } from "./kinds.js";
import { type OptionName, type OptionRow, optionTable } from "./option-table.js";

type Table = typeof optionTable;

/** The values of a command's options, by their names in camelCase. */
export type Values<Command extends CommandName> = {
  readonly [Name in OptionName as Command extends keyof Table[Name]["kinds"]
    ? Name
    : never]: Table[Name]["kinds"][Command & keyof Table[Name]["kinds"]] extends Kind<infer T>
    ? T
    : never;
};

/** An option of a command. */
export interface CommandOption {
  readonly name: OptionName;
  /** As written on the command line: `--label-smoothing`. */
  readonly long: string;
  readonly placeholder: string | null;
  readonly help: string;
  readonly isRare: boolean;
  readonly kind: Kind<unknown>;
  /** The option that it requires. */
  readonly needs: { readonly name: OptionName; readonly long: string } | null;
}

export const longName = (name: string) => `--${name.replace(/[A-Z]/g, "-$&").toLowerCase()}`;

/** The options that a command takes, in the order of the table. */
export function optionsOf(command: CommandName): CommandOption[] {
  return Object.entries<OptionRow>(optionTable).flatMap(([name, row]) => {
    const kind = row.kinds[command];
    if (kind === undefined) return [];
    const needs = row.needs?.[command] as OptionName | undefined;
    return {
      name: name as OptionName,
      long: longName(name),
      placeholder: row.placeholder ?? null,
      help: row.helpOf?.[command] ?? row.help,
      isRare: row.isRare === true,
      kind,
      needs: needs === undefined ? null : { name: needs, long: longName(needs) },
    };
  });
}

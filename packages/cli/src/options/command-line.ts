// Reads a command line with commander, by the table of options, and turns commander's errors into
// this program's own.

import { Command, CommanderError, Option } from "commander";
import { refuseUsage, seeHelp, show, UsageError } from "../errors.js";
import { nearest } from "../input/nearest.js";
import { type CommandOption, optionsOf, type Values } from "./command-options.js";
import type { CommandName } from "./commands.js";
import { arities, type Presence } from "./kinds.js";
import type { OptionName } from "./option-table.js";

export interface CommandLine<Name extends CommandName> {
  readonly values: Values<Name>;
  isGiven(option: OptionName): boolean;
  /** The arguments that are not options. */
  readonly rest: readonly string[];
}

/**
 * @throws UsageError for an option that is unknown, lacks its value or has a wrong one, for one
 * that takes one value and is given two, and for one without the option that it needs.
 */
export function readCommandLine<Name extends CommandName>(
  name: Name,
  args: readonly string[],
): CommandLine<Name> {
  const options = optionsOf(name);
  const command = commandOf(name, options);
  parse(command, args);
  const given = positively(command.opts());
  const isGiven = (option: OptionName) => given[option] !== undefined;
  const values: Record<string, unknown> = {};
  for (const { name: key, long, kind, needs } of options) {
    if (needs !== null && isGiven(key) && !isGiven(needs.name))
      refuseUsage(long, `come with ${needs.long}`, show(given[key]));
    values[key] = kind.read(long, given[key], command.args);
  }
  return { values: values as Values<Name>, isGiven, rest: command.args };
}

/** Commander takes --no-header for the option header, which is true unless it is given. */
function positively(given: Record<string, unknown>): Record<string, unknown> {
  return { ...given, noHeader: given["header"] === false || undefined };
}

function commandOf(name: CommandName, options: readonly CommandOption[]): Command {
  const command = new Command(`bce ${name}`)
    .argument("[rest...]")
    .exitOverride()
    .helpOption(false)
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  for (const option of options) command.addOption(commanderOption(option));
  for (const option of options) refuseRepeats(command, option);
  return command;
}

const valueFlags = {
  never: () => "",
  always: (name) => ` <${name}>`,
  perhaps: (name) => ` [${name}]`,
} satisfies Readonly<Record<Presence, (placeholder: string) => string>>;

function commanderOption({ long, placeholder, kind }: CommandOption): Option {
  const value = valueFlags[arities[kind.takes].value](placeholder ?? "VALUE");
  const option = new Option(`${long}${value}`);
  return kind.takes === "several"
    ? option.argParser((value: string, before: readonly string[] = []) => [...before, value])
    : option;
}

/** Of two values, the first would be silently ignored. Repeating a flag changes nothing. */
function refuseRepeats(command: Command, { long, kind }: CommandOption): void {
  if (arities[kind.takes].isRepeatable) return;
  const values: string[] = [];
  command.on(`option:${long.slice(2)}`, (value: string | null) => {
    values.push(show(value));
    // An address may contain a password.
    const received = long === "--url" ? "two" : values.join(" and ");
    if (values.length > 1) refuseUsage(long, "be given once", received);
  });
}

function parse(command: Command, args: readonly string[]): void {
  try {
    command.parse([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const [empty] = /--[\w-]+ <.*>(?=' argument missing)/.exec(error.message) ?? [];
    if (empty) refuseUsage(empty.replace(/ .*/, ""), "have a value", "none");
    const [, option, value] = /unknown option '(--?[\w-]+)(?:=(.*))?'/s.exec(error.message) ?? [];
    if (option !== undefined) refuseUnknown(command, option, value);
    const message = error.message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
    throw new UsageError(`${message}. ${seeHelp(command.name())}`);
  }
}

/** The value is not repeated where the option is unknown: that of a mistyped --url may hold a password. */
function refuseUnknown(command: Command, option: string, value: string | undefined): never {
  const known = command.options.flatMap(({ long }) => long ?? []);
  if (known.includes(option)) refuseUsage(option, "come without a value", show(value));
  const [near] = nearest(option, known);
  throw new UsageError(
    `unknown option '${option}'. ${near ? `Did you mean ${near}?` : seeHelp(command.name())}`,
  );
}

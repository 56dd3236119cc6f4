// Arguments by way of commander, whose errors become this program's own.

import { type Command, CommanderError } from "commander";
import { refuseUsage, show, UsageError } from "../errors.js";
import { isRepeatable } from "./common.js";
import type { Given } from "./loss-options.js";

/**
 * The options and the other arguments.
 * @throws UsageError for an unknown option, for one without its value, and for one that takes one
 * value and is given two.
 */
export function parse(command: Command, args: readonly string[]): { given: Given; rest: string[] } {
  refuseRepeats(command);
  command
    .exitOverride()
    .helpOption(false)
    .allowExcessArguments()
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  try {
    command.parse([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const [option] = /(?<=unknown option ')--[\w-]+/.exec(error.message) ?? [];
    const longer = command.options.find(
      ({ long }) => option !== undefined && long?.startsWith(option),
    )?.long;
    if (longer) throw new UsageError(`unknown option '${option}'. Did you mean ${longer}?`);
    const message = error.message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
    throw new UsageError(
      `${message.endsWith(")") ? message : `${message}.`} There is help: ${command.name()} --help`,
    );
  }
  return { given: command.opts(), rest: command.args };
}

/**
 * Of two values the last would count, and the first be passed over in silence. A flag says the same
 * however often it is there.
 */
function refuseRepeats(command: Command): void {
  for (const option of command.options) {
    const takesValue = option.required || option.optional;
    if (!takesValue || isRepeatable(option)) continue;
    const values: string[] = [];
    command.on(`option:${option.name()}`, (value: string | null) => {
      values.push(show(value));
      // An address may hold a password.
      if (values.length > 1)
        refuseUsage(
          option.long!,
          "be given once",
          option.long === "--url" ? "two" : values.join(" and "),
        );
    });
  }
}

/** Whether help is asked for. What comes behind -- is a file, even if it looks like an option. */
export function wantsHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === "--help" || arg === "-h");
}

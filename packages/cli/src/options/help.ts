// The help of a command, from its page and the table of options.

import { type CommandOption, optionsOf } from "./command-options.js";
import { type CommandName, type CommandPage, commandPages } from "./commands.js";
import { arities, type Presence } from "./kinds.js";

const exitCodeLine =
  "Exit codes: 0 done, 1 bad data, 2 bad usage, 3 above --fail-above, 130 interrupted.\n\n";

export function helpOf(name: CommandName): string {
  const page: CommandPage = commandPages[name];
  const options = optionsOf(name).map((option) => [flagsOf(option), helpLine(option)] as const);
  const width = Math.max(...options.map(([flags]) => flags.length));
  const lines = options.map(([flags, line]) => `  ${flags.padEnd(width)}  ${line}\n`);
  const examples = page.examples.map((example) => `  ${example}\n`);
  return `Usage: bce ${name} ${page.usage}

${page.about}

${lines.join("")}
${page.runs ? exitCodeLine : ""}${examples.join("")}`;
}

const valueAs = {
  never: () => "",
  always: (name) => ` ${name}`,
  perhaps: (name) => ` [${name}]`,
} satisfies Readonly<Record<Presence, (placeholder: string) => string>>;

/** An option as the help has it: `--bootstrap [N]`. */
export function flagsOf({
  long,
  placeholder,
  kind,
}: Pick<CommandOption, "long" | "placeholder" | "kind">): string {
  return `${long}${valueAs[arities[kind.takes].value](placeholder ?? "VALUE")}`;
}

/** What the option does, with its allowed words and its default. */
function helpLine({ help, kind: { completion, allowed, fallback } }: CommandOption): string {
  const known = Array.isArray(completion) ? `: ${allowed}` : "";
  return `${help}${known}${fallback === "" ? "" : ` (default ${fallback})`}`;
}

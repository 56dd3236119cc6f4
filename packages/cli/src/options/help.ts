// The help of a command, from its page and the table of options.

import { type CommandOption, optionsOf } from "./command-options.js";
import { type CommandName, type CommandPage, commandPages } from "./commands.js";
import { arities, type Presence } from "./kinds.js";

const exitCodeLine =
  "Exit codes: 0 done, 1 bad data, 2 bad usage, 3 a gate failed, 130 interrupted.\n\n";

/** @param all Whether it describes rare options too. */
export function helpOf(name: CommandName, all = false): string {
  const page: CommandPage = commandPages[name];
  const described = optionsOf(name).filter(({ isRare }) => all || !isRare);
  const options = described.map((option) => [flagsOf(option), helpLine(option)] as const);
  const width = Math.max(...options.map(([flags]) => flags.length));
  const lines = options.map(([flags, line]) => `  ${flags.padEnd(width)}  ${line}\n`);
  const examples = page.examples.map((example) => `  ${example}\n`);
  return `Usage: bce ${name} ${page.usage}

${page.about}

${lines.join("")}${all ? "" : rareOptions(name)}
${page.runs ? exitCodeLine : ""}${examples.join("")}`;
}

/** The longest line of the help. */
const longest = 130;

/** The names of rare options, on as few lines as they need. */
function rareOptions(name: CommandName): string {
  const names = optionsOf(name).flatMap(({ isRare, long }) => (isRare ? [long] : []));
  if (names.length === 0) return "";
  const lines = ["  With --help all also:"];
  for (const [i, one] of names.entries()) {
    const word = i < names.length - 1 ? `${one},` : one;
    if (`${lines.at(-1)} ${word}`.length > longest) lines.push("   ");
    lines.push(`${lines.pop()} ${word}`);
  }
  return `${lines.join("\n")}\n`;
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

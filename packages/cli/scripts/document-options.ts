// Writes the table of options into docs/cli.md, from the table that the program itself reads by.
//
//   tsx packages/cli/scripts/document-options.ts [--check]
//   with --check only compares: exit code 1 where the page has another table

import { readFileSync, writeFileSync } from "node:fs";
import { type CommandOption, optionsOf } from "../src/options/command-options.js";
import { type CommandName, commandNames } from "../src/options/commands.js";
import { flagsOf } from "../src/options/help.js";
import { type OptionName, optionTable } from "../src/options/option-table.js";

const page = new URL("../docs/cli.md", import.meta.url);

const [start, end] = ["<!-- options:start -->", "<!-- options:end -->"];

/** An option, by the commands that take it. */
type Takers = readonly (readonly [CommandName, CommandOption])[];

function takersOf(name: OptionName): Takers {
  return commandNames.flatMap((command) =>
    optionsOf(command)
      .filter((option) => option.name === name)
      .map((option) => [command, option] as const),
  );
}

/** What the commands have in common, or each its own, where they differ. */
function cell(takers: Takers, of: (option: CommandOption) => string): string {
  const commands = new Map<string, string[]>();
  for (const [command, option] of takers) {
    const text = of(option);
    commands.set(text, [...(commands.get(text) ?? []), `\`${command}\``]);
  }
  const [text, ...others] = commands.keys();
  if (others.length === 0) return text!;
  return [...commands]
    .filter(([text]) => text !== "")
    .map(([text, names]) => `${names.join(", ")}: ${text}`)
    .join("<br>");
}

function withoutIt({ placeholder, kind }: CommandOption): string {
  if (kind.isRequired) return "required";
  return kind.takes === "optional" ? `off; ${kind.fallback} without ${placeholder}` : kind.fallback;
}

function row(name: OptionName): string {
  const takers = takersOf(name);
  const cells = [
    `\`${flagsOf(takers[0]![1])}\``,
    takers.map(([command]) => command).join(", "),
    cell(takers, ({ kind }) => kind.allowed),
    cell(takers, withoutIt),
    cell(takers, ({ help, needs }) => (needs === null ? help : `${help}; needs \`${needs.long}\``)),
  ];
  return `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
}

const table = [
  "| option | commands | values | default | |",
  "|---|---|---|---|---|",
  ...(Object.keys(optionTable) as OptionName[]).map(row),
].join("\n");

const text = readFileSync(page, "utf8");
const [from, to] = [text.indexOf(start), text.indexOf(end)];
if (from < 0 || to < from) throw new Error(`docs/cli.md must have ${start} and ${end}.`);
const wanted = `${text.slice(0, from + start.length)}\n\n${table}\n\n${text.slice(to)}`;
const isCheck = process.argv.includes("--check");
if (isCheck && wanted !== text) {
  console.error(
    "docs/cli.md has another table of options. Run `npm run docs:options -w packages/cli`.",
  );
  process.exitCode = 1;
}
if (!isCheck) writeFileSync(page, wanted);

// The completion script for fish: a line for each command and option.

import type { CompletedCommand, CompletedOption } from "./describe.js";

export function fishScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const lines = commands.flatMap(({ name, options, rest }) => {
    const start = `complete -c bce -n '__fish_seen_subcommand_from ${name}'`;
    return [
      ...options.map((option) => `${start} ${optionFlags(option)}`),
      ...(rest === null ? [] : [`${start} ${restFlags(rest)}`]),
    ];
  });
  return `# Completion of bce in fish: bce completion fish | source
complete -c bce -f
complete -c bce -n __fish_use_subcommand -a '${names}'
complete -c bce -n __fish_use_subcommand -l help
${lines.join("\n")}
`;
}

function optionFlags({ name, value }: CompletedOption): string {
  const long = `-l ${name.slice(2)}`;
  if (value === null) return long;
  if (value === "file") return `${long} -r -F`;
  return value === "any" ? `${long} -x` : `${long} -x -a '${value.join(" ")}'`;
}

function restFlags(rest: NonNullable<CompletedCommand["rest"]>): string {
  return rest === "file" ? "-F" : `-a '${rest.join(" ")}'`;
}

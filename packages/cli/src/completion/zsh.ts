// The completion script for zsh, by its own _arguments.

import type { Completion } from "../options/kinds.js";
import type { CompletedCommand, CompletedOption } from "./describe.js";

export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef bce
# Completion of bce in zsh: source <(bce completion zsh), after compinit
_bce() {
  local command=$words[2]
  if ((CURRENT == 2)); then
    compadd -- ${commands.map(({ name }) => name).join(" ")} --help
    return
  fi
  shift words
  ((CURRENT--))
  case $command in
${commands.map(commandCase).join("\n")}
  esac
}
if [[ $funcstack[1] == _bce ]]; then _bce "$@"; else compdef _bce bce; fi
`;
}

function commandCase({ name, options, rest }: CompletedCommand): string {
  const specs = [
    ...options.map(optionSpec),
    ...(rest === null ? [] : [`'*:${rest === "file" ? "file" : "word"}:${action(rest)}'`]),
  ];
  return `    ${name})
      _arguments -S ${specs.join(" \\\n        ")} ;;`;
}

function optionSpec({ name, value, isRepeated }: CompletedOption): string {
  const repeat = isRepeated ? "*" : "";
  return value === null
    ? `'${name}'`
    : `'${repeat}${name}=:${value === "file" ? "file" : "value"}:${action(value)}'`;
}

function action(value: Completion): string {
  if (value === "file") return "_files";
  return value === "any" ? " " : `(${value.join(" ")})`;
}

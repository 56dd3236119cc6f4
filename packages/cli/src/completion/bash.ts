// The completion script for bash. Words are names of this program: they need no quotes.

import type { Completion } from "../options/kinds.js";
import type { CompletedCommand } from "./describe.js";

export function bashScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  return `# Completion of bce in bash: source <(bce completion bash)
_bce() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} i
  COMPREPLY=()
  # bash makes a word of the = in --dialect=torch.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if ((COMP_CWORD == 1)); then
    compopt +o default
    COMPREPLY=($(compgen -W "${names} --help" -- "$current"))
    return
  fi
  # Behind -- there are files only, which readline completes where this function finds nothing.
  for ((i = 2; i < COMP_CWORD; i++)); do
    [[ \${COMP_WORDS[i]} == -- ]] && return
  done
  case "\${COMP_WORDS[1]} $previous" in
${commands.flatMap(values).join("\n")}
  esac
  case "\${COMP_WORDS[1]}" in
${commands.map(options).join("\n")}
  esac
}
complete -o default -F _bce bce
`;
}

const words = (list: readonly string[]) =>
  `COMPREPLY=($(compgen -W "${list.join(" ")}" -- "$current"))`;

/** The values of a command's options. */
function values({ name, options }: CompletedCommand): string[] {
  const lines: string[] = [];
  for (const option of options) {
    if (option.value === null) continue;
    lines.push(`    "${name} ${option.name}") ${action(option.value)}return ;;`);
  }
  return lines;
}

function action(value: Completion): string {
  if (value === "file") return "";
  return value === "any" ? "compopt +o default; " : `compopt +o default; ${words(value)}; `;
}

function options({ name, options: all, rest }: CompletedCommand): string {
  const listed = `compopt +o default; ${words(all.map((option) => option.name))}`;
  const others =
    rest === "file"
      ? ""
      : rest === null
        ? "compopt +o default"
        : `compopt +o default; ${words(rest)}`;
  return `    ${name}) if [[ $current == -* ]]; then ${listed}; ${others === "" ? "" : `else ${others}; `}fi ;;`;
}

// bce completion: prints a shell's completion script.

import { bashScript } from "../completion/bash.js";
import { completionCommand, describeCommands, type Shell, shells } from "../completion/describe.js";
import { fishScript } from "../completion/fish.js";
import { zshScript } from "../completion/zsh.js";
import { refuseUsage } from "../errors.js";
import { readChoice } from "../options/loss-options.js";
import { parse, wantsHelp } from "../options/parse.js";

export const completionHelp = `Usage: bce completion bash|zsh|fish

Prints a script by which the shell completes commands, options, their values and files.

  source <(bce completion bash)     in ~/.bashrc
  source <(bce completion zsh)      in ~/.zshrc, after compinit
  bce completion fish | source      in ~/.config/fish/config.fish
`;

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

export async function runCompletionCommand(args: readonly string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(completionHelp);
    return 0;
  }
  const { rest } = parse(completionCommand(), args);
  if (rest.length !== 1)
    refuseUsage(
      "the shell",
      "be given once",
      String(rest.length),
      "There is help: bce completion --help",
    );
  const shell: Shell = readChoice("the shell", rest[0], shells);
  process.stdout.write(scripts[shell](describeCommands()));
  return 0;
}

// bce completion: prints a shell's completion script.

import { bashScript } from "../completion/bash.js";
import { type CompletedCommand, describeCommands } from "../completion/describe.js";
import { fishScript } from "../completion/fish.js";
import { zshScript } from "../completion/zsh.js";
import { refuseUsage, seeHelp } from "../errors.js";
import { readCommandLine } from "../options/command-line.js";
import { type Shell, shells } from "../options/commands.js";
import { choice } from "../options/kinds.js";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } satisfies Readonly<
  Record<Shell, (commands: readonly CompletedCommand[]) => string>
>;

export async function runCompletionCommand(args: readonly string[]): Promise<number> {
  const { rest } = readCommandLine("completion", args);
  if (rest.length !== 1)
    refuseUsage("the shell", "be given once", String(rest.length), seeHelp("bce completion"));
  const shell = choice(shells).read("the shell", rest[0]);
  process.stdout.write(scripts[shell](describeCommands()));
  return 0;
}

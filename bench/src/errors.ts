// What a user can do something about: shown as one line, with the exit code.

export class BenchError extends Error {
  /** 2 for a wrong option, as is the custom; 1 for the rest. */
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a command's main function and turns what it throws into a line on stderr and an exit code. */
export async function runCommand(name: string, main: () => void | Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

/** The first sentence of what node:util's parseArgs has to say, for a bad option; any other error passes. */
export function usageError(error: unknown): unknown {
  const { code, message } = error as { code?: string; message: string };
  return code?.startsWith("ERR_PARSE_ARGS") ? new BenchError(`${message.split(". ")[0]}. See --help.`, 2) : error;
}

// How a program starts and ends. Errors that the user can fix are one line, without a stack.

/** A wrong option. Exit code 2. */
export class UsageError extends Error {}

/** A failure of the run, in words for the user. Exit code 1. */
export class RunError extends Error {}

/** Runs the program. Any other error is a bug, and keeps its stack. */
export async function run(name: string, main: () => Promise<void>): Promise<void> {
  // A reader such as head may close the pipe early.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  try {
    await main();
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof RunError)) throw error;
    console.error(`${name}: ${error.message}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

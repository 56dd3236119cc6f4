// How an example starts and ends: errors that the user can mend are one line, without a stack.

/** A wrong option: exit code 2. */
export class UsageError extends Error {}

/** What went wrong in the run, in words for the user: exit code 1. */
export class RunError extends Error {}

/** Runs the example; what is none of the errors above keeps its stack, for it is a bug. */
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

// What a user can do something about: shown as one line, with the exit code.

export class BenchError extends Error {
  /** 2 for a wrong option, as is the custom; 1 for the rest. */
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

// What a call that must fail says.

import { ValueError } from "binary-crossentropy";
import { expect } from "vitest";

/** Runs what must fail and gives the error's name and message. */
export function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ValueError);
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "nothing was thrown";
}

/** Passes a value where the types forbid it. */
export const anything = (value: unknown) => value as never;

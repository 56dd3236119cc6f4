// What a user can do something about: one line, without a stack, and an exit code.
// `bce <command>: <argument> must be <expected>, got <received>. <Remedy, where there is one.>`

export const exitCodes = { badData: 1, usage: 2, aboveLimit: 3, interrupted: 130, terminated: 143, hungUp: 129 } as const;

/** Wrong data: exit code 1. */
export class DataError extends Error {
  readonly exitCode: number = exitCodes.badData;
}

/** A wrong argument: exit code 2. */
export class UsageError extends DataError {
  override readonly exitCode = exitCodes.usage;
}

const longest = 80;

/** How text from outside reads in a message: on one line, without control characters, cut where it is long. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value !== "string") return String(value);
  const text = JSON.stringify(value.length > longest ? `${value.slice(0, longest)}…` : value);
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function sentence(argument: string, expected: string, received: string, remedy: string): string {
  return `${argument} must ${expected}, got ${received}.${remedy && ` ${remedy}`}`;
}

/** @throws UsageError */
export function refuseUsage(argument: string, expected: string, received: string, remedy = ""): never {
  throw new UsageError(sentence(argument, expected, received, remedy));
}

/** @throws DataError */
export function refuseData(argument: string, expected: string, received: string, remedy = ""): never {
  throw new DataError(sentence(argument, expected, received, remedy));
}

// Errors that the user can fix: one line without a stack, and an exit code. `bce <command>:
// <argument> must be <expected>, got <received>. <Remedy, where there is one.>`

export const exitCodes = {
  badData: 1,
  usage: 2,
  aboveLimit: 3,
  fault: 70,
  interrupted: 130,
  terminated: 143,
  hungUp: 129,
} as const;

/** Wrong data: exit code 1. */
export class DataError extends Error {
  constructor(
    message: string,
    readonly exitCode: number = exitCodes.badData,
  ) {
    super(message);
  }
}

/** A wrong argument: exit code 2. */
export class UsageError extends DataError {
  constructor(message: string) {
    super(message, exitCodes.usage);
  }
}

const longest = 80;

/** Text from outside as a message shows it: on one line, without control characters, truncated. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return typeof value === "string" ? quoted(value, longest) : String(value);
}

/** The same with a limit of its own. */
export function quoted(value: string, most: number): string {
  const text = JSON.stringify(value.length > most ? `${value.slice(0, most)}…` : value);
  return text.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function sentence(argument: string, expected: string, received: string, remedy: string): string {
  return `${argument} must ${expected}, got ${received}.${remedy && ` ${remedy}`}`;
}

/** @throws UsageError */
export function refuseUsage(
  argument: string,
  expected: string,
  received: string,
  remedy = "",
): never {
  throw new UsageError(sentence(argument, expected, received, remedy));
}

/** A remedy. @param command As it is typed. */
export function seeHelp(command: string): string {
  return `For help, run ${command} --help`;
}

/** An option that has to name a column of a file and names none. */
export class NoColumnError extends UsageError {
  constructor(
    option: string,
    readonly file: string | undefined,
  ) {
    super(sentence(option, "name a column", "nothing", ""));
  }
}

/** @throws DataError */
export function refuseData(
  argument: string,
  expected: string,
  received: string,
  remedy = "",
): never {
  throw new DataError(sentence(argument, expected, received, remedy));
}

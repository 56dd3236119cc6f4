// The kinds of values of options: how each is read, checked, completed by a shell, and described in
// help and docs.

import type { Interval } from "binary-crossentropy/internal";
import { NoColumnError, refuseUsage, show } from "../errors.js";
import { nearest } from "../input/nearest.js";
import { parseNumber } from "../input/number.js";

/** What a shell offers: words, files, or nothing, since only the user knows. */
export type Completion = readonly string[] | "file" | "any";

/** How many values an option takes: none, one, an optional one, or one each time it is given. */
export const arities = {
  none: { value: "never", isRepeatable: true },
  one: { value: "always", isRepeatable: false },
  optional: { value: "perhaps", isRepeatable: false },
  several: { value: "always", isRepeatable: true },
} as const satisfies Readonly<Record<string, { value: Presence; isRepeatable: boolean }>>;

/** Whether a value follows the option. */
export type Presence = "never" | "always" | "perhaps";

export interface Kind<T> {
  readonly takes: keyof typeof arities;
  readonly completion: Completion;
  /** The allowed values, in words; empty if anything is allowed. */
  readonly allowed: string;
  readonly isRequired: boolean;
  /** The default, in words; empty if there is none. */
  readonly fallback: string;
  /**
   * @param given As commander gives it; undefined without the option.
   * @param files The arguments that are not options.
   * @throws UsageError for a value that the option cannot have.
   */
  read(option: string, given: unknown, files?: readonly string[]): T;
}

const plain = {
  takes: "one",
  completion: "any",
  allowed: "",
  isRequired: false,
  fallback: "",
} as const;

export const flag: Kind<boolean> = {
  ...plain,
  takes: "none",
  read: (_, given) => given === true,
};

/** Any text, such as the name of a column. */
export const text: Kind<string | undefined> = {
  ...plain,
  read: (_, given) => given as string | undefined,
};

/** @param expected What the message says if the option is missing or empty. */
export function required(expected: string): Kind<string> {
  return {
    ...plain,
    isRequired: true,
    read: (option, given) =>
      (given as string | undefined) || refuseUsage(option, expected, "nothing"),
  };
}

/** The name of a column. */
export const column: Kind<string> = {
  ...plain,
  isRequired: true,
  read(option, given, files = []) {
    if (given) return given as string;
    throw new NoColumnError(option, files[0]);
  },
};

/** A text that is not blank; null without the option. */
export function filled(expected: string, completion: "file" | "any" = "any"): Kind<string | null> {
  return {
    ...plain,
    completion,
    read(option, given) {
      if (given === undefined) return null;
      const value = String(given);
      return value.trim() === "" ? refuseUsage(option, expected, show(value)) : value;
    },
  };
}

/** Columns, each named by an option of its own. */
export const columns: Kind<readonly string[]> = {
  ...plain,
  takes: "several",
  read(option, given = []) {
    const names = given as readonly string[];
    const again = names.find((name, i) => names.indexOf(name) < i);
    if (again === undefined) return names;
    return refuseUsage(option, "name each column once", `${show(again)} twice`);
  },
};

/** Columns by name, several of them with commas between. */
export const listed: Kind<readonly string[]> = {
  ...columns,
  read: (option, given = []) =>
    columns.read(
      option,
      (given as readonly string[]).flatMap((text) => text.split(",").map((name) => name.trim())),
    ),
};

/** Columns, one of each pair; the same one may be in several. */
export const oneOfPairs: Kind<readonly string[]> = {
  ...plain,
  takes: "several",
  read: (_, given = []) => given as readonly string[],
};

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

const mostShards = 10_000;

/** One of several shares: 2/7. */
export const shard: Kind<Shard | null> = {
  ...plain,
  allowed: "I/N, with I from 1 to N",
  read(option, given) {
    if (given === undefined) return null;
    const [, index, count] = (/^(\d+)\/(\d+)$/.exec(String(given)) ?? []).map(Number);
    const isOne = index !== undefined && count !== undefined && index >= 1 && index <= count;
    if (isOne && count <= mostShards) return { index, count };
    return refuseUsage(
      option,
      `be I/N, with I from 1 to N and N at most ${mostShards}`,
      show(given),
    );
  },
};

/** Files, each named by an option of its own. */
export const files: Kind<readonly string[]> = {
  ...plain,
  takes: "several",
  completion: "file",
  read: (option, given = []) =>
    (given as readonly string[]).map((file) =>
      file === "" ? refuseUsage(option, "name a file", show(file)) : file,
    ),
};

/** One of the words; required. */
export function choice<T extends string>(all: readonly T[]): Kind<T> {
  return {
    ...plain,
    completion: all,
    allowed: all.join(", "),
    isRequired: true,
    read(option, given) {
      if (all.includes(given as T)) return given as T;
      const [near] = given === undefined ? [] : nearest(String(given), all);
      return refuseUsage(
        option,
        `be one of ${all.join(", ")}`,
        show(given),
        near && `Did you mean ${near}?`,
      );
    },
  };
}

/** One of the words, by default the fallback, which messages list first. */
export function words<T extends string>(all: readonly T[], fallback: T): Kind<T> {
  const known = choice([fallback, ...all.filter((word) => word !== fallback)]);
  return {
    ...known,
    isRequired: false,
    fallback,
    read: (option, given = fallback) => known.read(option, given),
  };
}

/** @param what The number, as messages name it. */
export function number<T>(
  what: string,
  fits: (x: number) => boolean,
  fallback: T,
): Kind<number | T> {
  return {
    ...plain,
    allowed: what,
    fallback: fallback === null ? "" : String(fallback),
    read(option, given) {
      if (given === undefined) return fallback;
      const x = typeof given === "string" ? parseNumber(given) : NaN;
      return fits(x) ? x + 0 : refuseUsage(option, `be ${what}`, show(given));
    },
  };
}

/** A number in one of the library's ranges. */
export function within({ text: range, contains }: Interval, fallback: number): Kind<number> {
  return number(`a number in ${range}`, contains, fallback);
}

export function whole(from: number, to: number, fallback: number): Kind<number> {
  const fits = (n: number) => Number.isInteger(n) && n >= from && n <= to;
  return number(`a whole number from ${from} to ${to}`, fits, fallback);
}

/** Makes the value optional: it is the fallback if left out, and null without the option. */
export function optional(kind: Kind<number>): Kind<number | null> {
  return {
    ...kind,
    takes: "optional",
    read(option, given) {
      if (given === undefined) return null;
      if (given === true) return kind.read(option, undefined);
      // A file after the option is taken for its value.
      return Number.isNaN(parseNumber(String(given)))
        ? refuseUsage(option, `be ${kind.allowed}`, show(given), "Give the files before it.")
        : kind.read(option, given);
    },
  };
}

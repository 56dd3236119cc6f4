// What a translated loss gives in each dialect, for a few samples.

import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  type Dialect,
  ValueError,
} from "binary-crossentropy";
import { shortest } from "../digits.js";
import { dialects } from "../options.js";
import type { ClassName, Draft } from "./draft.js";

export interface Samples {
  readonly labels: readonly number[];
  readonly predictions: readonly number[];
}

export interface DialectNumbers {
  readonly dialect: Dialect;
  /** Whether it is the one that the translated call asks for. */
  readonly isOwn: boolean;
  readonly value: string;
}

const classes = { BinaryCrossentropy, BinaryFocalCrossentropy } satisfies Record<
  ClassName,
  unknown
>;

/** Numbers of a text with commas or spaces between them, or undefined where one is none. */
export function numbersIn(text: string): number[] | undefined {
  const words = text.split(/[\s,;[\]]+/).filter((word) => word !== "");
  const numbers = words.map(Number);
  return numbers.length > 0 && !numbers.some(Number.isNaN) ? numbers : undefined;
}

/**
 * The loss in each dialect that has these options.
 *
 * @throws ValueError for options that the package refuses in the call's own dialect
 */
export function numbersOf(draft: Draft, { labels, predictions }: Samples): DialectNumbers[] {
  const options = draft.known();
  const own = options["dialect"] ?? "keras2";
  const Class = classes[draft.className];
  const { posWeight } = options;
  const isColumn = Array.isArray(posWeight) && posWeight.length === 1;
  const shaped = (data: readonly number[]) => (isColumn ? data.map((value) => [value]) : [...data]);
  const dtype = options["dtype"] === "float64" ? "float64" : "float32";

  function valueIn(dialect: Dialect): string {
    const loss = new Class({ ...options, dialect }) as (
      y: unknown,
      p: unknown,
    ) => number | { data: Iterable<number> };
    const result = loss(shaped(labels), shaped(predictions));
    return typeof result === "number"
      ? shortest(result, dtype)
      : `[${Array.from(result.data, (value) => shortest(value, dtype)).join(", ")}]`;
  }

  return dialects.flatMap((dialect) => {
    const isOwn = dialect === own;
    try {
      return [{ dialect, isOwn, value: valueIn(dialect) }];
    } catch (error) {
      // An alpha of −1 is for one dialect alone.
      if (isOwn || !(error instanceof ValueError)) throw error;
      return [];
    }
  });
}

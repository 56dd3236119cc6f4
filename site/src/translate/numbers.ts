// What a translated loss gives in each dialect, for a few samples.

import { BinaryCrossentropy, BinaryFocalCrossentropy, type Dialect } from "binary-crossentropy";
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
 * The loss in each dialect.
 *
 * @throws ValueError for options that the package refuses
 */
export function numbersOf(draft: Draft, { labels, predictions }: Samples): DialectNumbers[] {
  const options = draft.known();
  const own = options["dialect"] ?? "keras2";
  const Class = classes[draft.className];
  const { posWeight } = options;
  const column = Array.isArray(posWeight) && posWeight.length === 1 ? 1 : undefined;
  const shaped = (data: readonly number[]) => (column ? data.map((value) => [value]) : [...data]);
  return dialects.map((dialect) => {
    const loss = new Class({ ...options, dialect }) as (
      y: unknown,
      p: unknown,
    ) => number | { data: Iterable<number> };
    const result = loss(shaped(labels), shaped(predictions));
    const dtype = options["dtype"] === "float64" ? "float64" : "float32";
    const values = typeof result === "number" ? [result] : [...result.data];
    const text = values.map((value) => shortest(value, dtype)).join(", ");
    return {
      dialect,
      isOwn: dialect === own,
      value: typeof result === "number" ? text : `[${text}]`,
    };
  });
}

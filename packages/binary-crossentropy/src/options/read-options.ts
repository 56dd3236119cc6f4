// Reads and checks options: the one place that knows what each may be. Every property is read once,
// so that getters and Proxy objects cannot change their answer after the check.

import { didYouMean, refuse, show } from "../errors.js";
import { type Reduction, reductions } from "../semantics/reduction.js";
import { isList } from "../tensor/intrinsics.js";
import { itemAt, itemsOf, listLength } from "../tensor/lists.js";
import { deepest, mostSpread } from "../tensor/read-nested.js";
import type { Dialect, Dtype } from "../types.js";
import { dialects, dtypes, type Interval, ranges } from "./ranges.js";
import { readKeys } from "./read-keys.js";

/** Options as the library holds them: complete, checked, and the caller's arrays copied. */
export interface Settings {
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  readonly axis: number | readonly number[] | null;
  readonly reduction: Reduction;
  readonly name: string;
  readonly dialect: Dialect;
  readonly epsilon: number;
  readonly dtype: Dtype | undefined;
  readonly posWeight: number | readonly number[] | undefined;
  readonly ignoreLabel: number | undefined;
  readonly validate: boolean;
}

export type OptionName = keyof Settings;

/** Throws: `expected` says what the value must be. */
type Refuse = (expected: string, remedy?: string) => never;

type Check<T> = (value: unknown, refuse: Refuse) => T;

const flag: Check<boolean> = (value, no) =>
  typeof value === "boolean" ? value : no("be true or false");

const text: Check<string> = (value, no) => (typeof value === "string" ? value : no("be a string"));

const number =
  (range: string, isInRange: (value: number) => boolean): Check<number> =>
  (value, no) => {
    if (typeof value !== "number") return no("be a number");
    // Adding 0 turns −0 into 0, which JSON could not carry.
    return isInRange(value) ? value + 0 : no(`be ${range}`);
  };

const within = ({ text, contains }: Interval) => number(`in ${text}`, contains);

const oneOf =
  <T extends string | null>(known: readonly T[]): Check<T> =>
  (value, no) =>
    known.includes(value as T)
      ? (value as T)
      : no(`be one of ${known.map(show).join(", ")}`, didYouMean(value, known));

const axis: Check<number | readonly number[] | null> = (value, no) => {
  if (value === null) return null;
  const axes = (isList(value) ? itemsOf(value, deepest) : [value]) as number[] | undefined;
  if (axes === undefined) return no(`name at most ${deepest} axes`);
  if (!axes.every(Number.isSafeInteger)) no("be an integer, an array of integers, or null");
  const whole = axes.map((index) => index + 0);
  return isList(value) ? whole : whole[0]!;
};

const posWeight: Check<number | readonly number[]> = (value, no) => {
  const weightOf = (item: unknown) => {
    if (typeof item === "number" && ranges.posWeight.contains(item)) return item;
    return no(`be a number in ${ranges.posWeight.text}, or a flat array of them, one per label`);
  };
  const length = listLength(value);
  if (!length) return weightOf(value);
  if (!(length <= mostSpread)) return no(`have at most ${mostSpread} items`);
  const weights: number[] = [];
  for (let i = 0; i < length; i++) weights.push(weightOf(itemAt(value, i)));
  return weights;
};

const checks: { readonly [Name in OptionName]: Check<NonNullable<Settings[Name]> | null> } = {
  fromLogits: flag,
  labelSmoothing: within(ranges.labelSmoothing),
  axis,
  reduction: oneOf(reductions),
  name: text,
  dialect: oneOf<Dialect>(dialects),
  epsilon: within(ranges.epsilon),
  dtype: oneOf<Dtype>(dtypes),
  posWeight,
  ignoreLabel: number("finite or NaN", (label) => Math.abs(label) !== Infinity),
  validate: flag,
};

/** In the order in which messages and configurations list them. */
export const defaults: Settings = {
  name: "binary_crossentropy",
  reduction: "auto",
  fromLogits: false,
  labelSmoothing: 0,
  axis: -1,
  dialect: "keras2",
  epsilon: 1e-7,
  dtype: undefined,
  posWeight: undefined,
  ignoreLabel: undefined,
  validate: false,
};

/**
 * Reads options; what is missing or undefined takes its default.
 *
 * @param omitted Options that this owner does not have.
 * @throws ValueError for an unknown name and for a value of the wrong type or out of range.
 */
export function readOptions(
  owner: string,
  options: unknown,
  omitted: readonly OptionName[] = [],
): Settings {
  const names = (Object.keys(defaults) as OptionName[]).filter((name) => !omitted.includes(name));
  const settings: Record<string, unknown> = { ...defaults };
  for (const [name, value] of readKeys(owner, "options", options, names)) {
    settings[name] = checkOption(owner, name, value);
  }
  return settings as unknown as Settings;
}

/**
 * Checks one option's value. `shownAs` is its name in the message, where a configuration spells it
 * otherwise.
 */
export function checkOption(
  owner: string,
  name: OptionName,
  value: unknown,
  shownAs: string = name,
): unknown {
  return checks[name](value, (expected, remedy) =>
    refuse(owner, shownAs, expected, show(value), remedy),
  );
}

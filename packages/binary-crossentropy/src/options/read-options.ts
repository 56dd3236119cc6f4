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

/** Those of every loss, and those that focal loss and accuracy have beside them. */
export type OptionName = keyof Settings | "gamma" | "alpha" | "applyClassBalancing" | "threshold";

/** Throws: `expected` says what the value must be. */
type Refuse = (expected: string, remedy?: string) => never;

type Check<T> = (value: unknown, refuse: Refuse) => T;

export const flag: Check<boolean> = (value, no) =>
  typeof value === "boolean" ? value : no("be true or false");

const text: Check<string> = (value, no) => (typeof value === "string" ? value : no("be a string"));

const number =
  (range: string, isInRange: (value: number) => boolean): Check<number> =>
  (value, no) => {
    if (typeof value !== "number") return no("be a number");
    // Adding 0 turns −0 into 0, which JSON could not carry.
    return isInRange(value) ? value + 0 : no(`be ${range}`);
  };

export const within = ({ text, contains }: Interval) => number(`in ${text}`, contains);

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

type Checks<All> = { readonly [Name in keyof All]: Check<NonNullable<All[Name]> | null> };

const checks: Checks<Settings> = {
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

/** The options of a loss. */
export interface OptionTable<All extends Settings = Settings> {
  readonly defaults: All;
  readonly checks: Checks<All>;
  /** Those that Keras has too, where they are others than those of its losses. */
  readonly ofKeras?: readonly OptionName[];
}

export const crossentropyOptions: OptionTable = { defaults, checks };

/** The names of the options, but for some that an owner does not have. */
export function optionNames(
  { defaults }: OptionTable,
  omitted: readonly OptionName[],
): OptionName[] {
  return (Object.keys(defaults) as OptionName[]).filter((name) => !omitted.includes(name));
}

/**
 * Reads options; what is missing or undefined takes its default.
 *
 * @param omitted Options that this owner does not have.
 * @throws ValueError for an unknown name and for a value of the wrong type or out of range.
 */
export function readOptions<All extends Settings = Settings>(
  owner: string,
  options: unknown,
  omitted: readonly OptionName[] = [],
  table: OptionTable<All> = crossentropyOptions as OptionTable<All>,
): All {
  const settings: { [name: string]: unknown } = { ...(table.defaults as Settings) };
  const names = optionNames(table as OptionTable, omitted);
  for (const [name, value] of readKeys(owner, "options", options, names)) {
    settings[name] = checkOption(owner, name, value, name, table as OptionTable);
  }
  return settings as unknown as All;
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
  table: OptionTable = crossentropyOptions,
): unknown {
  const check = table.checks[name as keyof Settings];
  return check(value, (expected, remedy) => refuse(owner, shownAs, expected, show(value), remedy));
}

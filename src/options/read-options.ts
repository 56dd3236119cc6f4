// Reads and checks options: the one place that knows what each may be. Every property is read once, so that getters and
// Proxy objects cannot change their answer after the check.

import { didYouMean, sentence, show, ValueError } from "../errors.js";
import type { Reduction } from "../semantics/reduction.js";
import { reductions } from "../semantics/reduction.js";
import { isNumericArray } from "../tensor/read-tensor.js";
import type { Dialect, Dtype } from "../types.js";

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

const dialects: readonly Dialect[] = ["keras2", "keras3", "torch", "exact"];
const dtypes: readonly Dtype[] = ["float32", "float64"];

/** What goes wrong with a value: what was expected of it, and which part of it was received if not all. */
class Refusal {
  constructor(
    readonly expected: string,
    readonly remedy = "",
    readonly received?: string,
  ) {}
}

type Check<T> = (value: unknown) => T | Refusal;

const flag: Check<boolean> = (value) => (typeof value === "boolean" ? value : new Refusal("be true or false"));

const text: Check<string> = (value) => (typeof value === "string" ? value : new Refusal("be a string"));

const number =
  (range: string, isInRange: (value: number) => boolean): Check<number> =>
  (value) => {
    if (typeof value !== "number") return new Refusal("be a number");
    // Adding 0 turns −0 into 0, which JSON could not carry.
    return isInRange(value) ? value + 0 : new Refusal(`be ${range}`);
  };

const oneOf =
  <T>(known: readonly T[]): Check<T> =>
  (value) => {
    if (known.includes(value as T)) return value as T;
    const names = known.filter((item) => typeof item === "string");
    return new Refusal(`be one of ${known.map(show).join(", ")}`, typeof value === "string" ? didYouMean(value, names) : "");
  };

const axis: Check<number | readonly number[] | null> = (value) => {
  if (value === null) return null;
  const axes: unknown[] = Array.isArray(value) ? Array.from(value) : [value];
  if (!axes.every(Number.isSafeInteger)) return new Refusal("be an integer, an array of integers, or null");
  const whole = (axes as number[]).map((index) => index + 0);
  return Array.isArray(value) ? whole : whole[0]!;
};

const posWeight: Check<number | readonly number[]> = (value) => {
  const list: unknown[] = Array.isArray(value) || isNumericArray(value) ? Array.from(value as ArrayLike<unknown>) : [value];
  const good = (item: unknown) => typeof item === "number" && item >= 0 && item < Infinity;
  const expected = "be a finite number >= 0, or a flat array of them, one per label";
  const bad = list.findIndex((item) => !good(item));
  if (list.length === 0) return new Refusal(expected);
  if (bad >= 0) return new Refusal(expected, "", list[0] === value ? undefined : `${show(list[bad])} at [${bad}]`);
  const weights = (list as number[]).map((weight) => weight + 0);
  return typeof value === "number" ? weights[0]! : weights;
};

const checks: { readonly [Name in OptionName]: Check<NonNullable<Settings[Name]> | null> } = {
  fromLogits: flag,
  labelSmoothing: number("in [0, 1]", (s) => s >= 0 && s <= 1),
  axis,
  reduction: oneOf(reductions),
  name: text,
  dialect: oneOf(dialects),
  epsilon: number("in [0, 0.5)", (eps) => eps >= 0 && eps < 0.5),
  dtype: oneOf(dtypes),
  posWeight,
  ignoreLabel: number("a number", () => true),
  validate: flag,
};

export const defaults: Settings = {
  fromLogits: false,
  labelSmoothing: 0,
  axis: -1,
  reduction: "auto",
  name: "binary_crossentropy",
  dialect: "keras2",
  epsilon: 1e-7,
  dtype: undefined,
  posWeight: undefined,
  ignoreLabel: undefined,
  validate: false,
};

/** Which options each public function takes, in the order in which messages list them. */
export const lossOptionNames: readonly OptionName[] = Object.keys(defaults) as OptionName[];
export const functionOptionNames: readonly OptionName[] = lossOptionNames.filter((name) => name !== "reduction" && name !== "name");
export const metricOptionNames: readonly OptionName[] = lossOptionNames.filter((name) => name !== "reduction");

/**
 * Reads options; what is missing or undefined takes its default.
 *
 * @throws ValueError for an unknown name and for a value of the wrong type or out of range.
 */
export function readOptions(owner: string, options: unknown, names: readonly OptionName[] = lossOptionNames): Settings {
  const given = readKeys(owner, "options", options, names, "Pass an object, as in { fromLogits: true }.");
  const settings: Record<string, unknown> = { ...defaults };
  for (const [name, value] of given) settings[name] = checkOption(owner, name, value);
  return settings as unknown as Settings;
}

/** Checks one option's value. `shownAs` is its name in the message, where a configuration spells it otherwise. */
export function checkOption(owner: string, name: OptionName, value: unknown, shownAs: string = name): unknown {
  const result = checks[name](value);
  if (!(result instanceof Refusal)) return result;
  throw new ValueError(sentence(owner, shownAs, result.expected, result.received ?? show(value), result.remedy));
}

/**
 * The given properties among the known ones, each read once; undefined ones are left out.
 *
 * @throws ValueError when `object` is no plain object, or has a property of another name.
 */
export function readKeys<Name extends string>(
  owner: string,
  argument: string,
  object: unknown,
  known: readonly Name[],
  remedy = "",
): Map<Name, unknown> {
  const given = new Map<Name, unknown>();
  if (object === undefined) return given;
  if (typeof object !== "object" || object === null || Array.isArray(object) || ArrayBuffer.isView(object)) {
    throw new ValueError(sentence(owner, argument, "be an object", show(object), remedy));
  }
  const unknown = Object.keys(object).find((key) => !(known as readonly string[]).includes(key));
  if (unknown !== undefined) {
    throw new ValueError(
      sentence(owner, argument, `have no other keys than ${known.join(", ")}`, show(unknown), didYouMean(unknown, known)),
    );
  }
  for (const name of known) {
    const value = (object as Record<string, unknown>)[name];
    if (value !== undefined) given.set(name, value);
  }
  return given;
}

// The options of the loss itself, which score, compare and sql share.

import type { Dialect, Dtype } from "binary-crossentropy";
import type { Command } from "commander";
import { refuseUsage, show } from "../errors.js";
import { nearest } from "../input/nearest.js";
import { parseNumber } from "../input/number.js";
import { choice } from "./common.js";

export interface LossOptions {
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  readonly dialect: Dialect;
  readonly epsilon: number;
  readonly posWeight: number;
  readonly dtype: Dtype;
}

/** As commander gives them. */
export type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export const dialects: readonly Dialect[] = ["keras2", "keras3", "torch", "exact"];
export const dtypes: readonly Dtype[] = ["float64", "float32"];

export function addLossOptions(command: Command): Command {
  return command
    .option("--from-logits")
    .option("--label-smoothing <s>")
    .addOption(choice("--dialect <name>", dialects))
    .option("--epsilon <e>")
    .option("--pos-weight <w>")
    .addOption(choice("--dtype <name>", dtypes));
}

/** @throws UsageError for a value that an option cannot have. */
export function readLossOptions(given: Given): LossOptions {
  return {
    fromLogits: given["fromLogits"] === true,
    labelSmoothing: readNumber(
      "--label-smoothing",
      given["labelSmoothing"],
      0,
      "a number in [0, 1]",
      (s) => s >= 0 && s <= 1,
    ),
    dialect: readChoice("--dialect", given["dialect"], dialects),
    epsilon: readNumber(
      "--epsilon",
      given["epsilon"],
      1e-7,
      "a number in [0, 0.5)",
      (e) => e >= 0 && e < 0.5,
    ),
    posWeight: readNumber(
      "--pos-weight",
      given["posWeight"],
      1,
      "a number in [0, 3.4e38]",
      (w) => w >= 0 && w <= 3.4e38,
    ),
    dtype: readChoice("--dtype", given["dtype"], dtypes),
  };
}

/** The number of an option; `fallback` without it. */
export function readNumber<T>(
  option: string,
  given: unknown,
  fallback: T,
  expected: string,
  fits: (x: number) => boolean,
): number | T {
  if (given === undefined) return fallback;
  const x = typeof given === "string" ? parseNumber(given) : NaN;
  return fits(x) ? x + 0 : refuseUsage(option, `be ${expected}`, show(given));
}

/** One of the words; the first without the option. */
export function readChoice<T extends string>(
  option: string,
  given: unknown,
  words: readonly T[],
): T {
  if (given === undefined) return words[0]!;
  if (words.includes(given as T)) return given as T;
  const [near] = nearest(String(given), words);
  return refuseUsage(
    option,
    `be one of ${words.join(", ")}`,
    show(given),
    near && `Did you mean ${near}?`,
  );
}

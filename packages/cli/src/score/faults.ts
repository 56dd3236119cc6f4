// What can be wrong with the numbers of a row, so that it cannot be scored.

import { show } from "../errors.js";
import type { RawRow } from "../input/batch.js";
import { type Classes, isMissing, sameClass } from "../input/classes.js";
import { isNaNWord, parseNumber } from "../input/number.js";

export interface Fault {
  readonly what: "label" | "prediction" | "weight";
  /** What it must be. */
  readonly must: string;
  /** What it is, as a message shows it. */
  readonly received: string;
  /** The text in the file; null if there is none. */
  readonly text: string | null;
}

/** What each number of a row must be. */
export const expected = {
  label: "be a number in [0, 1]",
  probability: "be a probability in [0, 1]",
  logit: "be a logit",
  weight: "be a number from 0 on",
} as const;

/** A fault as a sentence without its full stop. */
export function problemOf({ what, must, received }: Fault): string {
  return `${what} must ${must}, got ${received}`;
}

/** Why a row cannot be scored; undefined where it can. */
export function faultOf(
  { label, prediction, weight }: RawRow,
  fromLogits: boolean,
  classes: Classes | null,
): Fault | undefined {
  const isShare = (x: number) => x >= 0 && x <= 1;
  return (
    (classes === null
      ? fault("label", expected.label, label, isShare)
      : faultOfClass(label, classes)) ??
    (fromLogits
      ? fault("prediction", expected.logit, prediction, (z) => !Number.isNaN(z))
      : fault("prediction", expected.probability, prediction, isShare)) ??
    (weight === undefined
      ? undefined
      : fault("weight", expected.weight, weight, (w) => w >= 0 && w < Infinity))
  );
}

function fault(
  what: Fault["what"],
  must: string,
  text: string | null,
  holds: (x: number) => boolean,
): Fault | undefined {
  if (text === null || text.trim() === "") return { what, must, received: "nothing", text: null };
  const x = what === "label" ? labelIn(text) : parseNumber(text);
  if (holds(x)) return undefined;
  const isNumber = !Number.isNaN(x) || isNaNWord(text);
  return { what, must, received: isNumber ? text.trim() : show(text), text };
}

/** A number, or true or false. */
function labelIn(text: string): number {
  const truth = /^(true|false)$/i.exec(text)?.[1];
  return truth === undefined ? parseNumber(text) : Number(truth.toLowerCase() === "true");
}

function faultOfClass(label: string | null, { positive, negative }: Classes): Fault | undefined {
  const must = `be ${show(positive)}, which is positive,${negative === null ? "" : ` or ${show(negative)}`}`;
  if (label === null || label.trim() === "")
    return { what: "label", must, received: "nothing", text: null };
  const isKnown = sameClass(label, positive) || (negative !== null && sameClass(label, negative));
  return isKnown
    ? undefined
    : { what: "label", must, received: show(label), text: isMissing(label) ? null : label };
}

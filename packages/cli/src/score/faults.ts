// What can be wrong with the numbers of a row, so that it cannot be scored.

import { show } from "../errors.js";
import type { RawRow } from "../input/batch.js";
import { type Classes, isMissing, sameClass } from "../input/classes.js";
import { isNaNWord, parseNumber } from "../input/number.js";
import { isIn, type Ranges, type Role, rangesOf } from "../rows/can-be-scored.js";

export interface Fault {
  readonly what: Role;
  /** What it must be. */
  readonly must: string;
  /** What it is, as a message shows it. */
  readonly received: string;
  /** The text in the file; null if there is none. */
  readonly text: string | null;
}

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
  const ranges = rangesOf(fromLogits);
  return (
    (classes === null ? fault("label", label, ranges) : faultOfClass(label, classes)) ??
    fault("prediction", prediction, ranges) ??
    (weight === undefined ? undefined : fault("weight", weight, ranges))
  );
}

function fault(what: Role, text: string | null, ranges: Ranges): Fault | undefined {
  const { must } = ranges[what];
  if (text === null || text.trim() === "") return { what, must, received: "nothing", text: null };
  const x = what === "label" ? labelIn(text) : parseNumber(text);
  if (isIn(ranges[what], x)) return undefined;
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

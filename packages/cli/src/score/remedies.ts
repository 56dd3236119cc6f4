// What to do about a row that cannot be scored. That depends on the rest of its column: leaving
// rows out is right if a value is missing, and wrong if a whole class of labels or range of
// predictions would be lost.

import { show } from "../errors.js";
import type { ColumnSample } from "../input/batch.js";
import { isMissing, sameClass } from "../input/classes.js";
import { remedyForNested } from "../input/nested-value.js";
import { isNaNWord, parseNumber } from "../input/number.js";
import type { Fault } from "./faults.js";

const leaveOut = "Pass --skip-bad-rows to leave such rows out.";

/** How far float32 arithmetic can put a probability outside [0, 1]. */
const rounding = 1e-6;

/** Values further outside, on both sides, were never probabilities. */
const clearly = 0.1;

/**
 * The remedy, as a sentence.
 * @param column Its name, if it has one.
 * @param sample What the column holds; null for labels in a database table, whose values are not
 * known.
 */
export function remedyFor(
  fault: Fault,
  sample: ColumnSample | null,
  column: string | undefined,
): string {
  const nested =
    fault.text === null || column === undefined
      ? null
      : remedyForNested(fault.text, `--${fault.what}`, column);
  if (nested !== null) return nested;
  if (fault.text !== null && /^\s*[+-]?\d*,\d+\s*$/.test(fault.text))
    return "Numbers have a decimal point.";
  if (fault.text !== null && hasThousands.test(fault.text))
    return "Numbers have nothing between thousands.";
  if (fault.text !== null && isGrouped(fault.text)) return "Numbers have no underscores.";
  if (fault.text === null || isNaNWord(fault.text)) return leaveOut;
  if (fault.what === "label") return remedyForLabel(fault.text, sample);
  return fault.what === "prediction" ? remedyForPrediction(fault.text, sample) : leaveOut;
}

/** Thousands apart: 1,000.5 and 1.000,5, 1 000 and 1'000. */
const hasThousands =
  /^\s*[+-]?[1-9]\d{0,2}(([ ,.'’\u00a0\u202f])\d{3}(\2\d{3})*[.,]\d+|([ '’\u00a0\u202f]\d{3})+|([,.]\d{3}){2,})(?!\d)/;

/** Whether a text would be a number without the underscores between its digits. */
function isGrouped(text: string): boolean {
  return /\d_\d/.test(text) && !Number.isNaN(parseNumber(text.replace(/(\d)_(?=\d)/g, "$1")));
}

/** Words for the positive class, the likeliest last. */
const positiveWords = "m on t y s o j si sí oui ja pos positive true yes".split(" ");

function remedyForLabel(text: string, sample: ColumnSample | null): string {
  const rule = "Labels are 0 and 1, or true and false";
  if (sample === null) return `${rule}: give the table a view whose labels are so.`;
  const values = classesOf([...sample.values, text]);
  const column = sample.name === null ? "The column" : `Column ${show(sample.name)}`;
  if (values.length !== 2)
    return `${column} holds ${listed(values)}. ${rule}, or two values of which --positive VALUE names one.`;
  const [likely] = [...values].sort(
    (a, b) => positiveWords.indexOf(b.toLowerCase()) - positiveWords.indexOf(a.toLowerCase()),
  );
  const guess = values.some((value) => positiveWords.includes(value.toLowerCase()))
    ? likely!
    : values[1]!;
  return `${column} holds ${listed(values)}. Name the positive one, as in --positive ${inShell(guess)}.`;
}

/** Number of values to name. */
const mostListed = 6;

function listed(values: readonly string[]): string {
  const shown = values
    .slice(0, mostListed)
    .map((value) => (Number.isNaN(parseNumber(value)) ? show(value) : value.trim()));
  if (values.length > mostListed) return `${shown.join(", ")} and more`;
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** The distinct values in order: numbers by size, then texts. */
function classesOf(texts: readonly string[]): string[] {
  const there = texts.filter((text) => !isMissing(text));
  const unlike = there.filter(
    (text, i) => !there.slice(0, i).some((before) => sameClass(before, text)),
  );
  const rank = (text: string) => (Number.isNaN(parseNumber(text)) ? Infinity : parseNumber(text));
  return unlike.sort((a, b) => (rank(a) === rank(b) ? (a < b ? -1 : 1) : rank(a) - rank(b)));
}

function inShell(text: string): string {
  const bare = text.trim();
  return /^[\w.+-]+$/.test(bare) ? bare : `'${bare.replaceAll("'", "'\\''")}'`;
}

function remedyForPrediction(text: string, sample: ColumnSample | null): string {
  if (/%\s*$/.test(text))
    return "Percentages become probabilities without the sign, divided by 100. They are read as they are if all have the sign.";
  const x = parseNumber(text);
  if (Number.isNaN(x)) return leaveOut;
  if ((x < 0 && x >= -rounding) || (x > 1 && x <= 1 + rounding)) {
    return "So little outside is rounding, as of a sigmoid in float32: clip predictions to [0, 1] where they are written.";
  }
  if (sample === null) return leaveOut;
  // Most of them, since a single large value says nothing about the column.
  const areMost = sample.shareOutside > 0.5;
  if (Number.isNaN(sample.lowest))
    return areMost
      ? `Most of column ${show(sample.name)} is so: these are no probabilities.`
      : leaveOut;
  const [lowest, highest] = [Math.min(x, sample.lowest), Math.max(x, sample.highest)];
  const column = sample.name === null ? "Predictions are" : `Column ${show(sample.name)} is`;
  const range = `${column} from ${short(lowest)} to ${short(highest)}`;
  if (lowest < -clearly && highest > 1 + clearly) {
    return `${range}. Pass --from-logits if these are logits${areMost ? "" : ", or --skip-bad-rows to leave such rows out"}.`;
  }
  if (!areMost) return leaveOut;
  return lowest >= 0 && highest <= 100
    ? `${range}, as percentages are. Divide them by 100. With --percent, this program does.`
    : `${range}: these are no probabilities.`;
}

function short(x: number): string {
  return String(Number(x.toPrecision(7)));
}

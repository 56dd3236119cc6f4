// Groups that are times: their order is that of time, and periods without rows are gaps.

import { refuseData, show } from "../errors.js";
import type { GroupIndex } from "../input/group-index.js";
import type { Period, TimeColumn } from "../input/time-text.js";

/** A date, a month, or a date with a time of day. */
const time = /^(\d{4})-(\d{2})(?:-(\d{2})(?:[ T](\d{2})(?::(\d{2})(?::(\d{2}(?:\.\d+)?))?)?)?)?$/;

const day = 86_400_000;

const lengths: Readonly<Record<Exclude<Period, "month">, number>> = {
  hour: day / 24,
  day,
  week: 7 * day,
};

/** The time that a text is, in milliseconds since 1970, as UTC; NaN if it is none. */
export function timeOf(text: string | null): number {
  const [year, month, date = 1, hours = 0, minutes = 0, seconds = 0] = (
    (text === null ? null : time.exec(text))?.slice(1) ?? []
  ).map((part) => (part === undefined ? undefined : Number(part)));
  if (year === undefined || month === undefined) return NaN;
  const isTimeOfDay = hours < 24 && minutes < 60 && seconds < 60;
  const at = new Date(Date.UTC(year, month - 1, date));
  // Days that a month does not have would be those of the next.
  if (!isTimeOfDay || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== date) return NaN;
  return at.getTime() + 3_600_000 * hours + 60_000 * minutes + 1000 * seconds;
}

interface Valued {
  readonly values: readonly (string | null)[];
}

/** Whether groups are in the order of time: by one column, whose values are all times. */
export function areTimes(groups: readonly Valued[]): boolean {
  const known = groups.filter(({ values }) => values[0] !== null);
  return (
    known.length > 1 &&
    known.every(({ values }) => values.length === 1 && !Number.isNaN(timeOf(values[0]!)))
  );
}

/** The number of periods without rows between two groups. */
export function periodsBetween(from: string, to: string, every: Period): number {
  const [a, b] = [timeOf(from), timeOf(to)];
  if (every !== "month") return Math.round((b - a) / lengths[every]) - 1;
  const months = (at: number) => 12 * new Date(at).getUTCFullYear() + new Date(at).getUTCMonth();
  return months(b) - months(a) - 1;
}

/** The period in which all times lie evenly, for times that were not cut into periods. */
export function likelyPeriod(texts: readonly string[]): Period {
  const times = texts.map(timeOf).sort((a, b) => a - b);
  const steps = times.slice(1).map((at, i) => at - times[i]!);
  const least = Math.min(...steps.filter((step) => step > 0));
  if (least >= 28 * day) return "month";
  if (least >= 7 * day) return "week";
  return least >= day ? "day" : "hour";
}

/**
 * @param by The columns of groups.
 * @throws DataError for a value of --by-time that is no time.
 */
export function requireTimes(
  time: TimeColumn | undefined,
  by: readonly string[],
  groups: GroupIndex | null,
): void {
  if (time === undefined || groups === null) return;
  const column = by.indexOf(time.name);
  for (let group = 0; group < groups.size; group++) {
    const text = groups.valuesOf(group)[column]!;
    if (isNoTime(text)) refuseTime(time, text!, "");
  }
}

export const isNoTime = (text: string | null) => text !== null && Number.isNaN(timeOf(text));

/** @param where Where the value is, as the beginning of a message; empty if that is not known. */
export function refuseTime({ name }: TimeColumn, text: string, where: string): never {
  const expected = "be a column of times, such as 2026-01-31 or 2026-01-31 23:59:59";
  return refuseData(`${where}--by-time ${show(name)}`, expected, show(text), remedyFor(text));
}

/** How far seconds since 1970 are from a year that data are of: 1990 to 2100. */
const [firstSecond, lastSecond] = [631_152_000, 4_102_444_800];

/** What a text was meant to be, as a sentence; empty if that is not known. */
function remedyFor(text: string): string {
  if (/^\d{1,2}([./-])\d{1,2}\1\d{2,4}\b/.test(text) || /^\d{4}([./])\d{1,2}\1\d{1,2}\b/.test(text))
    return "Write dates with the year first and hyphens, as 2026-01-31.";
  if (!/^\d+(\.\d+)?$/.test(text)) return "";
  for (const [unit, per] of Object.entries({ seconds: 1, milliseconds: 1e3, microseconds: 1e6 })) {
    const seconds = Number(text) / per;
    if (seconds < firstSecond || seconds >= lastSecond) continue;
    const time = new Date(1000 * seconds).toISOString().slice(0, 19).replace("T", " ");
    return `If these are ${unit} since 1970, write them as times, this one as ${time}.`;
  }
  return "";
}

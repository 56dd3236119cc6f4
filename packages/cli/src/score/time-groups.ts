// Groups that are times: their order is that of time, and periods without rows are gaps.

import type { Period } from "../input/time-text.js";

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

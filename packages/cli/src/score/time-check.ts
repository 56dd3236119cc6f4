// Looks for values of --by-time that are no times while their rows are at hand, so that the message
// can say where they are.

import { refuseData, show } from "../errors.js";
import type { Source } from "../input/batch.js";
import type { GroupIndex } from "../input/group-index.js";
import type { TimeColumn } from "../input/time-text.js";
import { whereIs } from "./bad-rows.js";
import { timeOf } from "./time-groups.js";

export class TimeCheck {
  readonly #column: number;
  /** Groups that are no times. Those of rows that are left out come to nothing. */
  readonly #odd = new Set<number>();
  #seen = 0;

  /** @param by The columns of groups. */
  constructor(
    readonly time: TimeColumn | undefined,
    by: readonly string[],
    readonly groups: GroupIndex | null,
  ) {
    this.#column = time === undefined ? -1 : by.indexOf(time.name);
  }

  /**
   * Takes the groups of the next rows.
   *
   * @param rowOf The number of each of the rows in its source, from 1.
   * @throws DataError for a row whose group is no time.
   */
  async add(own: Int32Array | null, rowOf: (i: number) => number, source: Source): Promise<void> {
    const { time, groups } = this;
    if (time === undefined || groups === null || own === null) return;
    for (; this.#seen < groups.size; this.#seen++)
      if (isNoTime(this.#textOf(this.#seen))) this.#odd.add(this.#seen);
    const at = this.#odd.size > 0 ? own.findIndex((group) => this.#odd.has(group)) : -1;
    if (at < 0) return;
    const text = this.#textOf(own[at]!)!;
    refuseData(
      `${await placeOf(source, rowOf(at))}: --by-time ${show(time.name)}`,
      "be a column of times, such as 2026-01-31 or 2026-01-31 23:59:59",
      show(text),
      remedyFor(text),
    );
  }

  #textOf(group: number): string | null {
    return this.groups!.valuesOf(group)[this.#column]!;
  }
}

const isNoTime = (text: string | null) => text !== null && Number.isNaN(timeOf(text));

async function placeOf(source: Source, row: number): Promise<string> {
  const [place] = (await source.placesOf?.([row])) ?? [];
  const line = place?.line ?? (await source.linesOf([row]))?.[0] ?? null;
  return whereIs({ file: source.name, row, problem: "", ...place, line });
}

/** How far seconds since 1970 are from a year that data are of: 1990 to 2100. */
const [firstSecond, lastSecond] = [631_152_000, 4_102_444_800];

/** The days that Excel counts from 1900, from 1990 to 2100, and that of 1970. */
const [firstDay, lastDay, unixDay] = [32_874, 73_051, 25_569];

/** Dates as people write them. */
const isDate = [
  /^\d{1,2}([./-])\d{1,2}\1\d{2,4}\b/,
  /^\d{4}([./])\d{1,2}\1\d{1,2}\b/,
  /^(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])$/,
  /^([A-Za-z]{3,9},? )?([A-Za-z]{3,9}\.? \d{1,2}|\d{1,2}\.?[ -][A-Za-z]{3,9}\.?),?[ -]\d{2,4}\b/,
  /^\d{4}-W\d{2}/,
];

/** What a text was meant to be, as a sentence; empty if that is not known. */
function remedyFor(text: string): string {
  if (/^\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?$/.test(text))
    return "There is no such time.";
  if (/^\d{4}-\d{1,2}-\d{1,2}[T ][\d:.,]+/.test(text))
    return "Write what follows the seconds as an offset from UTC, as in 2026-01-31 23:59:59+01:00.";
  if (isDate.some((form) => form.test(text)))
    return "Write dates with the year first and hyphens, as 2026-01-31.";
  if (/^\d{5}(\.\d+)?$/.test(text) && Number(text) >= firstDay && Number(text) < lastDay)
    return `If these are Excel's days, write them as times, this one as ${isoOf((Number(text) - unixDay) * 86_400)}.`;
  if (!/^\d+(\.\d+)?$/.test(text)) return "";
  for (const [unit, per] of Object.entries({ seconds: 1, milliseconds: 1e3, microseconds: 1e6 })) {
    const seconds = Number(text) / per;
    if (seconds < firstSecond || seconds >= lastSecond) continue;
    return `If these are ${unit} since 1970, write them as times, this one as ${isoOf(seconds)}.`;
  }
  return "";
}

const isoOf = (seconds: number) =>
  new Date(Math.round(1000 * seconds)).toISOString().slice(0, 19).replace("T", " ");

// The hour, day, week or month of a time, as the text of a group.

import type { Table } from "./table-type.js";

export const periods = ["hour", "day", "week", "month"] as const;

export type Period = (typeof periods)[number];

/** A column of times, and the periods that rows are grouped by. */
export interface TimeColumn {
  readonly name: string;
  readonly every: Period;
}

/** How a period is written: by its beginning; a week by its Monday. */
const formats: Readonly<Record<Period, string>> = {
  hour: "%Y-%m-%d %H:00",
  day: "%Y-%m-%d",
  week: "%Y-%m-%d",
  month: "%Y-%m",
};

/**
 * An expression for the text of the period in UTC; NULL if the time is missing. What is no time
 * stays as it is, so that it can be shown.
 */
export function periodText({ name, every }: TimeColumn, table: Table): string {
  const column = table.sql(name);
  const text = `CAST(${column} AS VARCHAR)`;
  const isZoned = /WITH TIME ZONE$/.test(table.types.get(name)!);
  const time = isZoned ? inUtc(column) : timeIn(text);
  const period = `strftime(date_trunc('${every}', ${time}), '${formats[every]}')`;
  return `coalesce(${period}, nullif(trim(${text}), ''))`;
}

const inUtc = (time: string) => `make_timestamp(epoch_us(${time}))`;

/** A time of day with its offset from UTC behind it, which a cast to TIMESTAMP would ignore. */
const zoned = "':[0-9]{2}([.][0-9]+)? *([+-][0-9]{2}(:?[0-9]{2})?|Z)\\s*$'";

/** The same without seconds, or with a space before the offset, in which the cast fails. */
const [spaced, withoutSeconds] = [
  "'\\s+([+-][0-9]{2}(:?[0-9]{2})?|Z)\\s*$', '\\1'",
  "'([T ][0-9]{1,2}:[0-9]{2})([+-][0-9]{2}(:?[0-9]{2})?|Z)$', '\\1:00\\2'",
];

/** Without four digits of a year a cast takes the day or month of 1/2/26 for it. */
const withYear = "'^\\s*[0-9]{4}[^0-9]'";

function timeIn(text: string): string {
  const plain = `regexp_replace(regexp_replace(${text}, ${spaced}), ${withoutSeconds})`;
  const withOffset = inUtc(
    `coalesce(TRY_CAST(${text} AS TIMESTAMPTZ), TRY_CAST(${plain} AS TIMESTAMPTZ))`,
  );
  return `CASE WHEN NOT regexp_matches(${text}, ${withYear}) THEN NULL WHEN regexp_matches(${text}, ${zoned}) THEN ${withOffset} ELSE TRY_CAST(${text} AS TIMESTAMP) END`;
}

// A value over time: a line with the interval of each period, broken where periods have no rows.

import type { Period } from "../../input/time-text.js";
import { periodsBetween, timeOf } from "../../score/time-groups.js";
import { decimal, upperFirst, whole } from "../text.js";
import { chart, height, margin, vertical, width } from "./axes.js";
import { html, type Markup } from "./html.js";

/** With more, points are too close to be told apart. */
const mostPoints = 120;

export interface TimePoint {
  readonly time: string | null;
  /** Null, or infinite, if it cannot be drawn. */
  readonly value: number | null;
  /** The ends of its interval; null if there is none. */
  readonly low: number | null;
  readonly high: number | null;
  readonly rows: number;
  readonly isMarked: boolean;
}

/**
 * @param points in the order of time
 * @param line a value that is drawn as a dashed line; null for none
 * @param what the value
 */
export function timeChart(
  points: readonly TimePoint[],
  line: number | null,
  every: Period,
  what: string,
): Markup {
  const shown = points.filter(
    (point): point is TimePoint & { time: string; value: number } =>
      point.time !== null && point.value !== null && Number.isFinite(point.value),
  );
  const times = shown.map(({ time }) => timeOf(time));
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 1];
  const span = width - margin.left - margin.right - 20;
  const at = (time: number) => margin.left + 10 + ((time - first) / (last - first || 1)) * span;
  const dashedAt = line !== null && Number.isFinite(line) ? line : null;
  const values = shown.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const most = values.reduce((a, b) => Math.max(a, b), Math.max(dashedAt ?? 0, 1e-9));
  const least = values.reduce((a, b) => Math.min(a, b), 0);
  const y = vertical(most + 0.02 * (most - least), least < 0 ? least - 0.02 * (most - least) : 0);
  const lines: string[][] = [];
  for (const [i, { time, value }] of shown.entries()) {
    const before = shown[i - 1]?.time;
    if (before === undefined || periodsBetween(before, time, every) > 0) lines.push([]);
    lines.at(-1)!.push(`${at(times[i]!).toFixed(1)},${y.at(value).toFixed(1)}`);
  }
  const whiskers = shown.map(({ low, high }, i) =>
    low === null || high === null
      ? ""
      : html`<line class="whisker soft" x1="${at(times[i]!).toFixed(1)}" x2="${at(times[i]!).toFixed(1)}" y1="${y.at(low).toFixed(1)}" y2="${y.at(high).toFixed(1)}"/>`,
  );
  const dots = shown.map(({ time, value, rows, isMarked }, i) => {
    const radius = shown.length > mostPoints && !isMarked ? 1 : 3;
    return html`<circle class="${isMarked ? "b" : "a"}" cx="${at(times[i]!).toFixed(1)}" cy="${y.at(value).toFixed(1)}" r="${radius}"><title>${time}: ${decimal(value, 4)}, ${whole(rows)} rows</title></circle>`;
  });
  const dashed =
    dashedAt === null
      ? ""
      : html`<line class="ideal" x1="${margin.left}" x2="${width - margin.right}" y1="${y.at(dashedAt).toFixed(1)}" y2="${y.at(dashedAt).toFixed(1)}"/>`;
  const ends = [shown[0], shown[Math.floor(shown.length / 2)], shown.at(-1)];
  const marks = [...new Set(ends.map((point) => point?.time ?? ""))].map((text) => {
    const x = at(timeOf(text));
    const anchor = x < 150 ? "start" : x > width - 120 ? "end" : "middle";
    return html`<text x="${x.toFixed(1)}" y="${height - margin.bottom + 17}" text-anchor="${anchor}">${text}</text>`;
  });
  const titles = {
    x: `${every} (UTC)`,
    y: `${what}, nats`,
    description: `${upperFirst(what)} by ${every}, from ${shown[0]?.time ?? "none"} to ${shown.at(-1)?.time ?? "none"}`,
  };
  const x = { max: 1, at: (v: number) => v, marks: [] };
  const curves = lines.map(
    (places) => html`<polyline class="curve a-line" points="${places.join(" ")}"/>`,
  );
  return chart(x, y, titles, [html`${[dashed, whiskers, curves, dots, marks]}`]);
}

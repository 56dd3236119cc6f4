// The loss over time: a line with the interval of each period, broken where periods have no rows.

import type { Period } from "../../input/time-text.js";
import type { Group } from "../../score/result.js";
import { periodsBetween, timeOf } from "../../score/time-groups.js";
import { decimal, whole } from "../text.js";
import { chart, margin, vertical, width } from "./axes.js";
import { html, type Markup } from "./html.js";

/** With more, points are too close to be told apart. */
const mostPoints = 120;

/** @param groups in the order of time, each with a time as its first value */
export function timeChart(groups: readonly Group[], total: number | null, every: Period): Markup {
  const shown = groups.filter(
    ({ values, measures: { loss } }) => values[0] !== null && loss !== null && loss < Infinity,
  );
  const times = shown.map(({ values }) => timeOf(values[0]!));
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 1];
  const span = width - margin.left - margin.right - 20;
  const at = (time: number) => margin.left + 10 + ((time - first) / (last - first || 1)) * span;
  const highest = shown.map(({ measures: { loss, interval } }) => interval?.high ?? loss!);
  const y = vertical(Math.max(...highest, total ?? 0, 1e-9) * 1.02);
  const place = (group: Group, i: number) =>
    `${at(times[i]!).toFixed(1)},${y.at(group.measures.loss!).toFixed(1)}`;
  const lines: string[][] = [];
  for (const [i, group] of shown.entries()) {
    const before = shown[i - 1]?.values[0];
    const isGap = before == null || periodsBetween(before, group.values[0]!, every) > 0;
    if (isGap) lines.push([]);
    lines.at(-1)!.push(place(group, i));
  }
  const whiskers = shown.map(({ measures: { interval } }, i) =>
    interval === null
      ? ""
      : html`<line class="whisker soft" x1="${at(times[i]!).toFixed(1)}" x2="${at(times[i]!).toFixed(1)}" y1="${y.at(interval.low).toFixed(1)}" y2="${y.at(interval.high).toFixed(1)}"/>`,
  );
  const points = shown.map((group, i) => {
    const { loss, count } = group.measures;
    const kind = group.versusRest?.isWorse ? "b" : "a";
    const radius = shown.length > mostPoints && kind === "a" ? 1 : 3;
    return html`<circle class="${kind}" cx="${at(times[i]!).toFixed(1)}" cy="${y.at(loss!).toFixed(1)}" r="${radius}"><title>${group.values[0]!}: ${decimal(loss, 4)}, ${whole(count)} rows</title></circle>`;
  });
  const mean =
    total === null || total === Infinity
      ? ""
      : html`<line class="ideal" x1="${margin.left}" x2="${width - margin.right}" y1="${y.at(total).toFixed(1)}" y2="${y.at(total).toFixed(1)}"/>`;
  const ends = [shown[0], shown[Math.floor(shown.length / 2)], shown.at(-1)];
  const marks = [...new Set(ends.map((group) => group?.values[0] ?? ""))].map((text) => {
    const x = at(timeOf(text));
    const anchor = x < 150 ? "start" : x > width - 120 ? "end" : "middle";
    return html`<text x="${x.toFixed(1)}" y="${y.at(0) + 17}" text-anchor="${anchor}">${text}</text>`;
  });
  const titles = {
    x: `${every} (UTC)`,
    y: "loss, nats",
    description: `Loss by ${every}, from ${shown[0]?.values[0] ?? "none"} to ${shown.at(-1)?.values[0] ?? "none"}`,
  };
  const x = { max: 1, at: (v: number) => v, marks: [] };
  const curves = lines.map(
    (line) => html`<polyline class="curve a-line" points="${line.join(" ")}"/>`,
  );
  return chart(x, y, titles, [html`${[mean, whiskers, curves, points, marks]}`]);
}

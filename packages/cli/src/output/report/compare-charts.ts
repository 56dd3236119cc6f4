// The charts of a comparison: the difference with its intervals, and how the differences of rows
// are spread.

import type { ComparedGroup, CompareResult } from "../../compare/result.js";
import type { SpreadBins } from "../../compare/spread.js";
import { rangeText } from "../measures.js";
import { decimal, groupValue } from "../text.js";
import { chart, height, label, margin, ticks, vertical, width } from "./axes.js";
import { mostBars } from "./charts.js";
import { html, type Markup } from "./html.js";

/** The intervals as bars around the mean, on an axis that has 0 on it. */
export function intervalChart({ difference, bootstrap }: CompareResult): Markup {
  const all = [
    { name: "95 % interval", ...difference },
    ...(bootstrap ? [{ name: "bootstrap", ...bootstrap }] : []),
  ];
  const known = all.filter(({ low, high }) => low !== null && high !== null);
  const at = around0([difference.mean, ...known.flatMap(({ low, high }) => [low!, high!])], 100);
  const step = 30;
  const bars = known.map(({ name, low, high }, i) => {
    const y = 20 + i * step;
    const title = `${name}: ${decimal(low)} to ${decimal(high)}`;
    return html`<text x="0" y="${y + 4}">${name}</text><line class="interval" x1="${at(low!).toFixed(1)}" x2="${at(high!).toFixed(1)}" y1="${y}" y2="${y}"><title>${title}</title></line><circle class="a" cx="${at(difference.mean).toFixed(1)}" cy="${y}" r="5"/>`;
  });
  return withZero(
    at,
    90,
    20 + known.length * step,
    "95 % intervals of the difference in loss",
    bars,
  );
}

/** Where values lie across a chart that has 0 on it, from `left` on. */
function around0(values: readonly number[], left: number): (v: number) => number {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const pad = (most - least) * 0.08 || 1;
  return (v) => left + ((v - least + pad) / (most - least + 2 * pad)) * (width - 12 - left);
}

/** Rows of a chart above each other, with a line at 0, and on which side B is better. */
function withZero(
  at: (v: number) => number,
  left: number,
  bottom: number,
  description: string,
  rows: readonly Markup[],
): Markup {
  const zero = html`<line class="ideal" x1="${at(0).toFixed(1)}" x2="${at(0).toFixed(1)}" y1="2" y2="${bottom - 4}"/><text x="${at(0).toFixed(1)}" y="${bottom + 12}" text-anchor="middle">0</text>`;
  const sides = html`<text x="${left}" y="${bottom + 30}">◂ B is better</text><text x="${width - 12}" y="${bottom + 30}" text-anchor="end">B is worse ▸</text>`;
  return html`<svg viewBox="0 0 ${width} ${bottom + 38}" role="img" aria-label="${description}">${zero}${rows}${sides}</svg>`;
}

/** The difference of each of the first groups, with its interval; its name above it. */
export function groupDifferenceChart(groups: readonly ComparedGroup[]): Markup {
  const shown = groups.slice(0, mostBars).filter(({ difference }) => difference !== null);
  const at = around0(
    shown.flatMap(({ difference: of }) => [of!.mean, of!.low ?? of!.mean, of!.high ?? of!.mean]),
    0,
  );
  const step = 34;
  const rows = shown.map(({ values, difference, tested }, i) => {
    const { mean, low, high } = difference!;
    const [name, y] = [values.map((value) => groupValue(value, 40)).join(", "), i * step + 24];
    const title = `${decimal(mean, 4)}, 95 % interval ${rangeText(difference, 4)}`;
    const whisker =
      low === null || high === null
        ? ""
        : html`<line class="whisker" x1="${at(low).toFixed(1)}" x2="${at(high).toFixed(1)}" y1="${y}" y2="${y}"/>`;
    const dot = html`<circle class="${tested?.isWorse ? "b" : "a"}" cx="${at(mean).toFixed(1)}" cy="${y}" r="4"/>`;
    return html`<g><title>${name}: ${title}</title><text class="name value" x="0" y="${i * step + 14}">${name}</text><text class="value" x="${width - 12}" y="${i * step + 14}" text-anchor="end">${decimal(mean, 4)}</text>${whisker}${dot}</g>`;
  });
  const description = "Difference in loss of each group, with 95 % intervals";
  return withZero(at, 0, shown.length * step + 8, description, rows);
}

/**
 * The weight of the rows by what B costs more than A, those that are better in one colour and those
 * that are worse in the other.
 */
export function spreadChart({ bins }: SpreadBins): Markup {
  const reach = bins.at(-1)!.to;
  const y = vertical(Math.max(...bins.map(({ weight }) => weight)));
  const span = width - margin.left - margin.right;
  const at = (v: number) => margin.left + ((v / reach + 1) / 2) * span;
  const bars = bins.map(({ from, to, weight }) => {
    const top = y.at(weight);
    return html`<rect class="${from < 0 ? "a" : "b"}" x="${(at(from) + 0.5).toFixed(1)}" y="${top.toFixed(1)}" width="${(at(to) - at(from) - 1).toFixed(1)}" height="${(height - margin.bottom - top).toFixed(1)}"/>`;
  });
  const steps = ticks(reach).filter((_, i, all) => i === 0 || all.length < 5 || i % 2 === 0);
  const marks = [...steps.slice(1).map((v) => -v), ...steps];
  const x = { max: reach, at, marks };
  const titles = {
    x: "loss of B − A of a row, nats",
    y: "rows, by weight",
    description: "Histogram of the differences in loss of the rows",
  };
  return chart(x, y, titles, bars, label);
}

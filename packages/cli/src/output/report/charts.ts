// The charts of a report on one set of predictions; reliability is drawn for two as well.

import type { ConcentrationPoint } from "../../metrics/concentration.js";
import type { ReliabilityBin } from "../../metrics/reliability.js";
import type { Group } from "../../score/result.js";
import { decimal, groupValue } from "../text.js";
import { chart, horizontal, vertical } from "./axes.js";
import { html, type Markup } from "./html.js";

const colours = ["a", "b"] as const;

/**
 * Observed against predicted, for one or two sets of predictions; the size of a point is its share
 * of the weight.
 */
export function reliabilityChart(sets: readonly (readonly ReliabilityBin[])[]): Markup {
  const [x, y] = [horizontal(1), vertical(1)];
  const drawn = sets.map((bins, i) => {
    const most = Math.max(...bins.map(({ weight }) => weight));
    const filled = bins.filter(({ weight }) => weight > 0);
    const line = filled.map(
      ({ predicted, observed }) => `${x.at(predicted!).toFixed(1)},${y.at(observed!).toFixed(1)}`,
    );
    const points = filled.map(({ predicted, observed, weight, count }) => {
      const radius = 2.5 + 5.5 * Math.sqrt(weight / most);
      const title = `${count} rows, predicted ${decimal(predicted, 4)}, observed ${decimal(observed, 4)}`;
      return html`<circle class="${colours[i]!}" cx="${x.at(predicted!).toFixed(1)}" cy="${y.at(observed!).toFixed(1)}" r="${radius.toFixed(1)}"><title>${title}</title></circle>`;
    });
    return html`<polyline class="curve ${colours[i]!}-line" points="${line.join(" ")}"/>${points}`;
  });
  const ideal = html`<path class="ideal" d="M${x.at(0)} ${y.at(0)}L${x.at(1)} ${y.at(1)}"/>`;
  const titles = {
    x: "predicted probability",
    y: "observed share",
    description: "Observed share of positives against predicted probability",
  };
  return chart(x, y, titles, [ideal, ...drawn]);
}

/** How many rows of each class have which prediction, side by side. */
export function histogramChart({
  positive,
  negative,
}: {
  positive: readonly number[];
  negative: readonly number[];
}): Markup {
  const most = Math.max(...positive, ...negative);
  const [x, y] = [horizontal(1), vertical(most > 0 ? most : 1)];
  const barWidth = (x.at(1) - x.at(0)) / positive.length / 2 - 1;
  const bars = (weights: readonly number[], kind: string, side: number) =>
    weights.map((weight, i) => {
      const left = x.at(i / weights.length) + 0.5 + side * (barWidth + 0.5);
      const top = y.at(Math.max(weight, 0));
      return html`<rect class="${kind}" x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${barWidth.toFixed(1)}" height="${(y.at(0) - top).toFixed(1)}"/>`;
    });
  const titles = {
    x: "predicted probability",
    y: "rows, by weight",
    description: "Histogram of predicted probabilities for each class",
  };
  return chart(x, y, titles, [...bars(negative, "a", 0), ...bars(positive, "b", 1)]);
}

/** The share of the loss that the most costly rows carry. */
export function concentrationChart(curve: readonly ConcentrationPoint[]): Markup {
  const [x, y] = [horizontal(100), vertical(100)];
  // A thousand points are more than the chart can show.
  const every = Math.ceil(curve.length / 500);
  const shown = curve.filter((_, i) => i % every === 0 || i === curve.length - 1);
  const line = shown.map(
    ({ rows, loss }) =>
      `${x.at(100 * rows).toFixed(1)},${y.at(100 * Math.min(loss, 1)).toFixed(1)}`,
  );
  const ideal = html`<path class="ideal" d="M${x.at(0)} ${y.at(0)}L${x.at(100)} ${y.at(100)}"/>`;
  const titles = {
    x: "% of rows, the most costly first",
    y: "% of the loss",
    description: "Share of the loss that the most costly rows carry",
  };
  return chart(x, y, titles, [
    ideal,
    html`<polyline class="curve a-line" points="${line.join(" ")}"/>`,
  ]);
}

/** More bars do not make a chart; the table below has all groups. */
export const mostBars = 24;

/**
 * The loss of each of the first groups as a bar, its name above it: names may be long, and phones
 * are narrow.
 */
export function groupChart(groups: readonly Group[], total: number | null): Markup {
  const shown = groups.slice(0, mostBars);
  const finite = shown
    .map(({ measures: { loss, interval } }) => Math.max(loss ?? 0, interval?.high ?? 0))
    .filter(Number.isFinite);
  const most = Math.max(...finite, Number.isFinite(total) ? total! : 0) || 1;
  const [step, span] = [34, 440 - 70];
  const lengthOf = ({ measures }: Group) =>
    Math.max(0, Math.min((measures.loss ?? 0) / most, 1)) * span;
  const bars = shown.map((group, i) => {
    const name = group.values.map((value) => groupValue(value, 40)).join(", ");
    return html`<text class="name" x="0" y="${i * step + 12}">${name}</text>
<rect class="a" x="0" y="${i * step + 17}" width="${lengthOf(group).toFixed(1)}" height="11" rx="2"/>`;
  });
  const at = (x: number) => Math.max(0, Math.min(x / most, 1)) * span;
  const intervals = shown.map(({ measures: { interval } }, i) =>
    interval === null
      ? ""
      : html`<line class="whisker" x1="${at(interval.low).toFixed(1)}" x2="${at(interval.high).toFixed(1)}" y1="${i * step + 22.5}" y2="${i * step + 22.5}"/>`,
  );
  const endOf = (group: Group) => Math.max(lengthOf(group), at(group.measures.interval?.high ?? 0));
  // Last, so that the line of all rows does not cross them.
  const values = shown.map((group, i) => {
    return html`<text class="value" x="${(endOf(group) + 6).toFixed(1)}" y="${i * step + 27}">${decimal(group.measures.loss, 4)}</text>`;
  });
  const mean = total !== null && Number.isFinite(total) ? (total / most) * span : null;
  const height = shown.length * step + 4;
  const line = mean === null ? "" : html`<path class="ideal" d="M${mean.toFixed(1)} 0V${height}"/>`;
  return html`<svg viewBox="0 0 440 ${height}" role="img" aria-label="Loss of each group">${bars}${intervals}${line}${values}</svg>`;
}

// A chart's frame: where values lie on the page, and lines with numbers at round ones.

import { html, type Markup } from "./html.js";

export const width = 440;
export const height = 280;
export const margin = { left: 52, right: 12, top: 12, bottom: 42 } as const;

export interface Scale {
  readonly max: number;
  /** By default 0. */
  readonly min?: number;
  /** Where a value lies, in the chart's units. */
  at(value: number): number;
  /** The values to label, instead of about five round ones. */
  readonly marks?: readonly number[];
}

export function horizontal(max: number): Scale {
  const span = width - margin.left - margin.right;
  return { max, at: (x) => margin.left + (x / max) * span };
}

export function vertical(max: number, min = 0): Scale {
  const span = height - margin.top - margin.bottom;
  return { max, min, at: (y) => height - margin.bottom - ((y - min) / (max - min)) * span };
}

/** About five round numbers from `min` to `max`. */
export function ticks(max: number, min = 0): number[] {
  const rough = (max - min) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough * 0.999)!;
  const [first, last] = [Math.ceil(min / step - 1e-9), Math.floor(max / step + 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(6)),
  );
}

export function label(x: number): string {
  if (x >= 1e6) return `${Number((x / 1e6).toPrecision(3))} M`;
  if (x >= 1e4) return `${Number((x / 1e3).toPrecision(3))} k`;
  return String(x);
}

export interface Titles {
  readonly x: string;
  readonly y: string;
  /** The chart in words, for readers who cannot see it. */
  readonly description: string;
}

export function chart(
  x: Scale,
  y: Scale,
  titles: Titles,
  content: readonly Markup[],
  show = label,
): Markup {
  const [left, right, bottom] = [margin.left, width - margin.right, height - margin.bottom];
  const middle = (margin.top + bottom) / 2;
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${titles.description}">
${ticks(y.max, y.min).map((v) => html`<line class="grid" x1="${left}" x2="${right}" y1="${y.at(v).toFixed(1)}" y2="${y.at(v).toFixed(1)}"/><text x="${left - 6}" y="${(y.at(v) + 4).toFixed(1)}" text-anchor="end">${show(v)}</text>`)}
${(x.marks ?? ticks(x.max)).map((v) => html`<text x="${x.at(v).toFixed(1)}" y="${bottom + 17}" text-anchor="middle">${v}</text>`)}
${content}
<text x="${(left + right) / 2}" y="${height - 4}" text-anchor="middle">${titles.x}</text>
<text transform="translate(11 ${middle}) rotate(-90)" text-anchor="middle">${titles.y}</text>
</svg>`;
}

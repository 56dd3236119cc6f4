// Elements per second against N, a line for each contender, with its name at the end of it.

import { dot, line, link, text } from "@observablehq/plot";
import type { Row } from "../csv.js";
import { formatCount } from "../format.js";
import { valuesOf } from "../tables/look-up.js";
import type { ThroughputName } from "./names.js";
import { looks } from "./palette.js";
import { toSvg } from "./svg.js";

const width = 960;
const height = 540;
const margins = { marginTop: 52, marginBottom: 46, marginLeft: 56, marginRight: 290 };
const labelHeight = 15;
/** Between the last point and the name. */
const labelGap = 22;

export function throughputChart(
  { title, quantity, input }: ThroughputName,
  rows: readonly Row[],
): string {
  const shown = rows.filter(
    (row) =>
      row.quantity === quantity &&
      row.input === input &&
      row.labels === "hard" &&
      row.weights === "none" &&
      row.dtype === "float32" &&
      row.contender in looks,
  );
  const sizes = valuesOf(shown, "n").sort((a, b) => a - b);
  const rates = shown.map((row) => row.elements_per_second);
  const domain = [Math.min(...rates) / 1.3, Math.max(...rates) * 1.3] as const;
  const lines = valuesOf(shown, "contender").map((name) => {
    const { colour, dash, width } = looks[name]!;
    const points = shown
      .filter(({ contender }) => contender === name)
      .map((row) => ({ n: row.n, rate: row.elements_per_second }));
    return { name, colour, dash, width, points, last: points.at(-1)! };
  });
  // The factor of N that is so far to the right.
  const beside =
    (sizes.at(-1)! / sizes[0]!) ** (labelGap / (width - margins.marginLeft - margins.marginRight));
  const labels = placeNames(
    lines.map(({ name, colour, last }) => ({ name, colour, ...last })),
    domain,
  );
  return toSvg(title, {
    ...margins,
    width,
    height,
    x: {
      type: "log",
      base: 2,
      domain: [sizes[0], sizes.at(-1)],
      label: "number of elements",
      labelAnchor: "center",
      labelArrow: "none",
      ticks: sizes,
      tickFormat: formatCount,
      grid: true,
    },
    y: { type: "log", domain, label: null, grid: true, tickFormat: formatRate },
    marks: [
      ...lines.flatMap(({ points, colour, dash, width }) => [
        line(points, {
          x: "n",
          y: "rate",
          stroke: colour,
          strokeWidth: width,
          strokeDasharray: dash,
        }),
        dot(points, { x: "n", y: "rate", fill: colour, r: 1 + width / 1.5 }),
      ]),
      // From the last point to the name, which may have had to move.
      link(labels, {
        x1: "n",
        y1: "rate",
        x2: ({ n }) => n * beside,
        y2: "y",
        stroke: "colour",
        strokeWidth: 0.8,
      }),
      text(labels, {
        x: ({ n }) => n * beside,
        y: "y",
        text: "name",
        fill: "colour",
        textAnchor: "start",
        dx: 4,
        fontWeight: 600,
      }),
    ],
  });
}

/** Powers of ten only: between them there is no room. */
function formatRate(rate: number): string {
  if (Math.abs(Math.log10(rate) - Math.round(Math.log10(rate))) > 1e-9) return "";
  const [size, unit] =
    rate >= 1e9 ? [1e9, " G"] : rate >= 1e6 ? [1e6, " M"] : rate >= 1e3 ? [1e3, " k"] : [1, ""];
  return `${Math.round(rate / size)}${unit}`;
}

/** Moves names apart that would lie on one another, as little as it takes from the bottom up. */
export function placeNames<T extends { rate: number }>(
  labels: readonly T[],
  [low, high]: readonly [number, number],
): (T & { y: number })[] {
  const scale = (height - margins.marginTop - margins.marginBottom) / Math.log(high / low);
  const sorted = [...labels].sort((a, b) => a.rate - b.rate);
  const places: number[] = [];
  for (const { rate } of sorted)
    places.push(
      Math.max(scale * Math.log(rate / low), (places.at(-1) ?? -labelHeight) + labelHeight),
    );
  // Back down, where the topmost have been pushed out of the picture.
  for (
    let i = places.length - 1, top = scale * Math.log(high / low);
    i >= 0;
    i--, top = places[i + 1]! - labelHeight
  ) {
    places[i] = Math.min(places[i]!, top);
  }
  return sorted.map((label, i) => ({ ...label, y: low * Math.exp(places[i]! / scale) }));
}

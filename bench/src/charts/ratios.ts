// Bars: how many times as fast as the hand-written loop every contender is at one N, for both
// quantities and both inputs.

import { axisX, barX, ruleX, text } from "@observablehq/plot";
import type { Row } from "../csv.js";
import { digits } from "../format.js";
import { handWrittenName } from "../names.js";
import { orderOf } from "../roster.js";
import { valuesOf } from "../tables/look-up.js";
import { ratiosName } from "./names.js";
import { looks } from "./palette.js";
import { toSvg } from "./svg.js";

const n = 2 ** 20;
const marginLeft = 250;

export function ratiosChart(rows: readonly Row[]): string {
  const shown = rows
    .filter(
      (row) =>
        row.n === n && row.labels === "hard" && row.weights === "none" && row.dtype === "float32",
    )
    .filter(({ contender }) => contender in looks && contender !== handWrittenName)
    .map((row) => ({
      name: row.contender,
      quantity: row.quantity,
      input: row.input,
      ratio: 1 / row.time_ratio,
      colour: looks[row.contender]!.colour,
    }));
  const names = valuesOf(rows, "contender").filter((name) =>
    shown.some((bar) => bar.name === name),
  );
  const ratios = shown.map(({ ratio }) => ratio);
  // Bars on a logarithmic axis start at 1, the loop itself: to the right faster, to the left
  // slower.
  const domain = [Math.min(0.5, ...ratios) / 2.5, Math.max(2, ...ratios) * 2.5];
  const [input] = valuesOf(shown, "input");
  const headings = valuesOf(shown, "quantity").map((quantity) => ({ quantity, input }));
  const facets = { fx: "input", fy: "quantity" };
  return toSvg(ratiosName.title, {
    width: 920,
    height: 120 + 2 * 22 * names.length,
    marginTop: 84,
    marginLeft,
    marginRight: 20,
    fx: { label: null, padding: 0.06 },
    fy: { label: null, padding: 0.09, axis: null },
    x: { type: "log", domain, label: null },
    y: { label: null, domain: names.sort((a, b) => orderOf(a) - orderOf(b)) },
    marks: [
      axisX({
        anchor: "bottom",
        ticks: 6,
        tickFormat: (value: number) => (/^(0\.0*)?10*$/.test(String(value)) ? `${value}×` : ""),
      }),
      barX(shown, { ...facets, x1: 1, x2: "ratio", y: "name", fill: "colour" }),
      text(
        shown.filter(({ ratio }) => ratio >= 1),
        {
          ...facets,
          x: "ratio",
          y: "name",
          text: ({ ratio }) => `${digits(ratio)}×`,
          textAnchor: "start",
          dx: 4,
        },
      ),
      text(
        shown.filter(({ ratio }) => ratio < 1),
        {
          ...facets,
          x: "ratio",
          y: "name",
          text: ({ ratio }) => `${digits(ratio)}×`,
          textAnchor: "end",
          dx: -4,
        },
      ),
      ruleX([1], { stroke: "#222222" }),
      text(headings, {
        ...facets,
        text: "quantity",
        frameAnchor: "top-left",
        dx: 12 - marginLeft,
        dy: -16,
        fontWeight: "bold",
      }),
    ],
  });
}

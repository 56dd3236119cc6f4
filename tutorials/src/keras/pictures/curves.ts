// Draws curves with Observable Plot, for an SVG file or a page.

import { dot, frame, gridX, gridY, line, type PlotOptions, text } from "@observablehq/plot";
import { type ColourOf, colours } from "../../support/figure.js";
import type { Axis, Curves } from "../tutorial.js";

const size = { width: 860, height: 420, marginLeft: 76, marginRight: 24 };

export interface Figure {
  readonly title: string;
  readonly colourOf: ColourOf;
  readonly options: PlotOptions;
}

export function curvesFigure({ title, x, y, lines }: Curves): Figure {
  const panels = [...new Set(lines.map(({ panel }) => panel ?? ""))];
  const [scale, channel] =
    panels.length > 1
      ? [{ fx: { domain: panels, axis: null, padding: 0.1 } }, { fx: "panel" }]
      : [{}, {}];
  const samples = lines.map(({ name, panel = "", points }) =>
    points.map(([x, y]) => ({ name, panel, x, y })),
  );
  return {
    title,
    colourOf: Object.fromEntries(lines.map(({ name, colour }) => [name, colours[colour]])),
    options: {
      ...size,
      ...scale,
      x: { ...axis(x), ticks: panels.length > 1 ? 5 : 8 },
      y: { ...axis(y), nice: true, labelOffset: 60 },
      marks: [
        gridX({ strokeOpacity: 0.06 }),
        gridY(),
        frame({ stroke: "#999999" }),
        line(samples.flat(), {
          x: "x",
          y: "y",
          stroke: "name",
          z: "name",
          strokeWidth: 2,
          clip: true,
          ...channel,
        }),
        // A line of a single point would be invisible.
        dot(samples.filter(({ length }) => length === 1).flat(), {
          x: "x",
          y: "y",
          fill: "name",
          r: 4,
          ...channel,
        }),
        panels.length > 1
          ? text(panels, {
              fx: (panel) => panel,
              text: (panel) => panel,
              frameAnchor: "top",
              dy: -18,
            })
          : null,
      ],
    },
  };
}

function axis({ label, scale, domain }: Axis): NonNullable<PlotOptions["x"]> {
  const centred = {
    label,
    labelAnchor: "center",
    labelArrow: "none",
    ...(domain && { domain }),
  } as const;
  // With fewer ticks per decade d3 leaves out the fives.
  if (scale === "log") return { ...centred, type: "log", ticks: 15, tickFormat: oneTwoFive };
  if (scale === "whole")
    return { ...centred, tickFormat: (x: number) => (Number.isInteger(x) ? String(x) : "") };
  return { ...centred, zero: scale === "from 0" };
}

/** Labels only those ticks of a logarithmic axis that start with 1, 2 or 5. */
function oneTwoFive(x: number): string {
  return "125".includes(x.toExponential(0).charAt(0)) ? String(Number(x.toPrecision(1))) : "";
}

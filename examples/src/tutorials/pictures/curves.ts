// Curves as a picture of Observable Plot, for an SVG file or a page.

import { dot, frame, gridX, gridY, line, type PlotOptions, text } from "@observablehq/plot";
import { type ColourOf, colours } from "../../support/figure.js";
import type { Axis, Curves, Point } from "../tutorial.js";

const size = { width: 860, height: 420, marginLeft: 66, marginRight: 24 };

export interface Figure {
  readonly title: string;
  readonly colourOf: ColourOf;
  readonly options: PlotOptions;
}

export function curvesFigure({ title, x, y, lines, points = [] }: Curves): Figure {
  const panels = [...new Set(lines.map(({ panel }) => panel ?? ""))];
  const panel = panels.length > 1 ? { fx: "panel" } : {};
  const named = lines.flatMap((one) => one.points.map(([x, y]) => ({ ...one, panel: one.panel ?? "", x, y })));
  // A line of one point is none.
  const lonely = lines.filter(({ points }) => points.length === 1).map(({ name, points: [point] }) => ({ name, ...at(point!) }));
  return {
    title,
    colourOf: Object.fromEntries([...lines, ...points].map(({ name, colour }) => [name, colours[colour]])),
    options: {
      ...size,
      ...(panels.length > 1 && { fx: { domain: panels, axis: null, padding: 0.1 } }),
      x: { ...axis(x), labelArrow: "none", ticks: panels.length > 1 ? 5 : 8 },
      y: { ...axis(y), labelArrow: "none", labelOffset: 50 },
      marks: [
        gridX({ strokeOpacity: 0.06 }),
        gridY(),
        frame({ stroke: "#999999" }),
        line(named, { fx: "panel", x: "x", y: "y", stroke: "name", z: "name", strokeWidth: 2, clip: true, ...panel }),
        dot([...lonely, ...points.map(({ name, point }) => ({ name, ...at(point) }))], { x: "x", y: "y", fill: "name", r: 4 }),
        panels.length > 1 ? text(panels, { fx: (panel) => panel, text: (panel) => panel, frameAnchor: "top", dy: -18 }) : null,
      ],
    },
  };
}

function at([x, y]: Point) {
  return { x, y };
}

function axis({ label, log, domain }: Axis): NonNullable<PlotOptions["x"]> {
  const ticks = log ? ({ type: "log", tickFormat: oneTwoFive } as const) : {};
  return { label, labelAnchor: "center", ...ticks, ...(domain && { domain }) };
}

/** Names the ticks of a logarithmic axis that start with 1, 2 or 5. */
function oneTwoFive(x: number): string {
  return "125".includes(x.toExponential(0).charAt(0)) ? String(Number(x.toPrecision(1))) : "";
}

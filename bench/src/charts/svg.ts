// Observable Plot's pictures as text of an SVG file that opens on its own, on paper of its own:
// legible on a dark page too.

import { type PlotOptions, plot, text } from "@observablehq/plot";
import { parseHTML } from "linkedom";

const namespace = "http://www.w3.org/2000/svg";

export function toSvg(
  title: string,
  { marks = [], ...options }: PlotOptions & { marginLeft: number; marginTop: number },
): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = plot({
    ...options,
    document,
    ariaLabel: title,
    style: { fontFamily: "system-ui, sans-serif", fontSize: "12px", color: "#222222" },
    marks: [
      ...marks,
      text([title], {
        facet: "super",
        frameAnchor: "top-left",
        dx: 12 - options.marginLeft,
        dy: 14 - options.marginTop,
        fontSize: 16,
        fontWeight: "bold",
      }),
    ],
  });
  svg.setAttribute("xmlns", namespace);
  const paper = document.createElementNS(namespace, "rect");
  for (const [key, value] of Object.entries({ width: "100%", height: "100%", fill: "white" }))
    paper.setAttribute(key, value);
  svg.prepend(paper);
  return `${svg.outerHTML}\n`;
}

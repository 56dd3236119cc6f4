// Pictures by Observable Plot on white, under a title and a legend. They are drawn in the document
// that the caller passes: a browser's, or one in Node.

import { type PlotOptions, plot, text } from "@observablehq/plot";

/** Colours of Okabe and Ito, which colour-blind readers can tell apart. */
export const colours = {
  blue: "#0072b2",
  orange: "#d55e00",
  green: "#009e73",
  purple: "#cc79a7",
  grey: "#777777",
} as const;

export type ColourOf = Readonly<Record<string, string>>;

export function figure(
  document: Document,
  title: string,
  colourOf: ColourOf,
  { marks = [], ...options }: PlotOptions,
): SVGSVGElement {
  const svg = plot({
    marginTop: 64,
    marginBottom: 50,
    ...options,
    document,
    ariaLabel: title,
    style: { fontFamily: "system-ui, sans-serif", fontSize: "13px", color: "#222222" },
    color: { domain: Object.keys(colourOf), range: Object.values(colourOf) },
    marks: [...marks, heading(title), legend(colourOf)],
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [key, value] of Object.entries({ width: "100%", height: "100%", fill: "white" }))
    paper.setAttribute(key, value);
  svg.prepend(paper);
  return svg as SVGSVGElement;
}

function heading(title: string) {
  return text([title], {
    facet: "super",
    frameAnchor: "top-left",
    dy: -46,
    fontSize: 16,
    fontWeight: "bold",
  });
}

/**
 * The names in their colours, at the top right. Plot's own legend is HTML, which an SVG file cannot
 * hold.
 */
function legend(colourOf: ColourOf) {
  let dx = 0;
  return Object.entries(colourOf)
    .reverse()
    .map(([name, fill]) => {
      const entry = text([`■ ${name}`], {
        facet: "super",
        frameAnchor: "top-right",
        dx,
        dy: -46,
        fill,
        fontWeight: "bold",
      });
      dx -= 40 + 8 * name.length;
      return entry;
    });
}

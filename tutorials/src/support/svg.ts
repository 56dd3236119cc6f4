// Pictures as the text of an SVG file, drawn without a browser.

import type { PlotOptions } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { type ColourOf, figure } from "./figure.js";

export { type ColourOf, colours } from "./figure.js";

export function toSvg(title: string, colourOf: ColourOf, options: PlotOptions): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  return figure(document, title, colourOf, options).outerHTML;
}

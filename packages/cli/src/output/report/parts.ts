// What reports are made of: one HTML file that needs nothing else, neither network nor scripts.

import { defaults } from "binary-crossentropy/internal";
import type { LossOptions } from "../../loss-options.js";
import { upperFirst } from "../text.js";
import { html, Markup } from "./html.js";
import { style } from "./style.js";

export function page(title: string, content: readonly Markup[]): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`.text;
}

/** What a report says of each option of the loss, in this order; nothing of most defaults. */
const optionTexts: { readonly [Name in keyof LossOptions]: (options: LossOptions) => string } = {
  fromLogits: ({ fromLogits }) => (fromLogits ? "logits" : "probabilities"),
  dialect: ({ fromLogits, dialect }) => (fromLogits ? "" : dialect),
  dtype: ({ dtype }) => dtype,
  labelSmoothing: ({ labelSmoothing: s }) => (s === 0 ? "" : `label smoothing ${s}`),
  posWeight: ({ posWeight }) => (posWeight === 1 ? "" : `positive weight ${posWeight}`),
  epsilon: ({ fromLogits, epsilon }) =>
    fromLogits || epsilon === defaults.epsilon ? "" : `epsilon ${epsilon}`,
};

/** The options of the loss, as a line. */
export function optionsLine(options: LossOptions): string {
  const texts = Object.values(optionTexts).map((textOf) => textOf(options));
  return texts.filter((text) => text !== "").join(", ");
}

/** Numbers with their names, the ones to see first. */
export function cards(shown: readonly (readonly [name: string, value: string])[]): Markup {
  return html`<div class="measures">${shown.map(([name, value]) => html`<div class="measure"><b>${value}</b><span>${name}</span></div>`)}</div>`;
}

/** @param warnings as sentences, which begin as they would behind the name of a command */
export function warned(warnings: readonly string[]): Markup {
  return html`${warnings.map((text) => html`<p>${upperFirst(text)}</p>`)}`;
}

export function section(title: string, text: Markup | string, content: Markup): Markup {
  return html`<section><h2>${title}</h2><p>${text}</p>${content}</section>
`;
}

/** What the two colours of a chart stand for. */
export function keys(a: string, b: string): Markup {
  return html`<span class="key a-key"></span>${a} <span class="key b-key"></span>${b}`;
}

/** @param texts How many of the first columns are text; the others are numbers. */
export function table(
  head: readonly string[],
  texts: number,
  rows: readonly (readonly string[])[],
): Markup {
  const kind = (i: number) => (i < texts ? "text" : "");
  const line = (
    cells: readonly string[],
  ) => html`<tr>${cells.map((cell, i) => html`<td class="${kind(i)}">${cell}</td>`)}</tr>
`;
  const titles = head.map((cell, i) => html`<th scope="col" class="${kind(i)}">${cell}</th>`);
  return html`<div class="wide" role="region" aria-label="${head.join(", ")}" tabindex="0"><table><thead><tr>${titles}</tr></thead><tbody>${rows.map(line)}</tbody></table></div>`;
}

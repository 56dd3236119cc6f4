// Code in a sentence or a cell of a table is one word to a browser, and a long path or call pushes a
// table beyond the page. Here it may wrap behind what stands between two words.

import type { MarkdownRenderer } from "vitepress";

/** A plugin of markdown-it. What is copied from the page stays as it was. */
export function wrapCode(md: MarkdownRenderer): void {
  const render = md.renderer.rules.code_inline!;
  md.renderer.rules.code_inline = (...given) =>
    render(...given).replace(
      /(?<=[\w)\]}])(?:[/,(]|[._](?=[a-z]))(?=[\w{"[][^<]*<\/code>)/gi,
      "$&<wbr>",
    );
}

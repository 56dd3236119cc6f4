// Links in pages name files of the repository, so that they work there too. Here they become links to
// the pages that these files are. A link to a file that is no page becomes its words.

import { existsSync } from "node:fs";
import { posix, relative, sep } from "node:path";
import type { MarkdownRenderer } from "vitepress";
import { pathOf } from "./pages.js";

const isOutside = (href: string) => /^([a-z]+:|\/\/|#|\/)/i.test(href);

/** What the site has in another place than in a file of its own. */
const elsewhere: readonly (readonly [file: RegExp, page: string])[] = [
  [/^README\.md#options$/, "reference/options.md"],
  [/^README\.md#what-you-can-pass$/, "reference/options.md#what-you-can-pass"],
  [/^README\.md#whose-numbers$/, "concepts/dialects.md"],
  [/^README\.md#install$/, "guide/getting-started.md#install"],
  [/^README\.md#speed$/, "made/speed.md"],
  [/^README\.md#focal-loss$/, "guide/imbalanced-data.md#focal-loss"],
  [/^README\.md(#.*)?$/, "index.md"],
  [/^examples(\/README\.md)?\/?$/, "guide/examples.md"],
  [/^examples\/([\w-]+)\.ts$/, "guide/examples.md#$1"],
  [/^tutorials\/?$/, "guide/tutorials.md"],
  [/^packages\/cli\/README\.md$/, "guide/score-files.md"],
  [/^packages\/distribute\/README\.md$/, "guide/distribute.md"],
  [/^packages\/binary-crossentropy\/docs\/api\/README\.md$/, "api/index.md"],
  [/^packages\/distribute\/docs\/api\/README\.md$/, "api-distribute/index.md"],
];

/** The page, with its anchor, that a file with an anchor is; undefined if it is none. */
function pageOf(file: string, anchor: string): string | undefined {
  const path = pathOf(file);
  if (path) return `${path}${anchor}`;
  for (const [pattern, page] of elsewhere)
    if (pattern.test(file + anchor)) return (file + anchor).replace(pattern, page);
  return undefined;
}

/** A plugin of markdown-it, for pages whose files lie under the root. */
export function linkPages(md: MarkdownRenderer, root: string): void {
  const inRoot = (path: string) => relative(root, path).split(sep).join("/");

  md.core.ruler.push("link-pages", ({ tokens, env }) => {
    const file = env.realPath ?? env.path;
    // A title by itself, which no page is known of.
    if (file === undefined) return;
    const page = inRoot(file);
    // Included text has links that count from its own file.
    const files = [page, ...((env.includes as string[] | undefined) ?? []).map(inRoot)];
    const find = (path: string) =>
      files
        .map((from) => posix.join(posix.dirname(from), path))
        .find((candidate) => existsSync(posix.join(root, candidate)));
    for (const { children } of tokens) {
      const open: boolean[] = [];
      for (const token of children ?? []) {
        if (token.type === "link_close" && !open.pop()) token.tag = "span";
        if (token.type === "image") {
          const image = find(decodeURI(String(token.attrGet("src"))));
          // VitePress takes a path for relative to the page's file if it begins with a dot.
          if (image) token.attrSet("src", `./${posix.relative(posix.dirname(page), image)}`);
        }
        if (token.type !== "link_open") continue;
        const href = decodeURI(String(token.attrGet("href")));
        if (isOutside(href)) {
          open.push(true);
          continue;
        }
        const [path = "", anchor = ""] = href.split(/(?=#)/, 2);
        const file = find(path);
        // What is not there stays a link, which the build then refuses.
        const target = file === undefined ? href : pageOf(file, anchor);
        if (target === undefined) {
          token.tag = "span";
          token.attrs = null;
        } else if (file !== undefined) {
          token.attrSet("href", posix.relative(posix.dirname(pathOf(page) ?? page), target));
        }
        open.push(target !== undefined);
      }
    }
  });
}

/** The name by which a heading is linked, as in the repository: its words, in small letters. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}

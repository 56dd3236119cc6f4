// Every link in a page of the repository leads to a file that is there, and to a heading in it. What
// generates the pages of the API counts some headings twice, so that their links to one another are
// followed to the files alone.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
  {
    cwd: root,
    encoding: "utf8",
  },
)
  .split("\n")
  .filter((page) => page !== "" && existsSync(join(root, page)));

const read = (page: string) => readFileSync(join(root, page), "utf8");
const withoutCode = (text: string) => text.replace(/^```.*?^```/gms, "").replace(/`[^`\n]*`/g, "");

/** The links of a text that lead to no other site: a path, and behind # the name of a heading. */
function linksIn(text: string): { path: string; anchor: string }[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s#]*)(?:#([^)\s]*))?\)/g)]
    .map(([, path, anchor]) => ({ path: path!, anchor: anchor ?? "" }))
    .filter(({ path }) => !/^[a-z]+:/.test(path));
}

/** The names by which headings are linked: their words, and a number where they come again. */
function anchorsIn(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of text.replace(/^```.*?^```/gms, "").matchAll(/^#+ +(.*)$/gm)) {
    const words = heading!
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-");
    let anchor = words;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${words}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

const isGenerated = (page: string) => page.includes("/docs/api/");

/** What is wrong with the links of a page. */
function faultsOf(page: string, text = read(page)): string[] {
  return linksIn(text).flatMap(({ path, anchor }) => {
    const target = path === "" ? page : posix.join(dirname(page), path);
    if (!existsSync(join(root, target))) return [`${path} is not there`];
    if (anchor === "" || isGenerated(page)) return [];
    const linked = path === "" ? text : read(target);
    return anchorsIn(linked).has(anchor) ? [] : [`${path}#${anchor} is no heading`];
  });
}

test("there are pages, with links", () => {
  expect(pages).toContain("README.md");
  expect(pages.flatMap((page) => linksIn(read(page))).length).toBeGreaterThan(50);
});

test.each(pages)("%s", (page) => {
  expect(faultsOf(page)).toEqual([]);
});

test("a link that leads nowhere would be noticed", () => {
  const text = "# One\n\n# One\n\n[a](docs/none.md) [b](#one-1) [c](#one-2) `[d](none.md)`\n";
  expect(faultsOf("README.md", text)).toEqual([
    "docs/none.md is not there",
    "#one-2 is no heading",
  ]);
});

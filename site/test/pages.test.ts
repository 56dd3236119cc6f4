// Every page opens, asks no other host for anything and says nothing in the console; every link with
// an anchor leads to what has that name.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { base } from "./build.js";
import { openSite, type Site } from "./site.js";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

async function openAll(paths: readonly string[]): Promise<void> {
  const { page, faults } = await site.newPage();
  const found: Record<string, string[]> = {};
  for (const path of paths) {
    const before = faults.length;
    await page.goto(site.at(path), { waitUntil: "load" });
    expect(await page.locator("h1").count(), path).toBeGreaterThan(0);
    if (faults.length > before) found[path] = faults.slice(before);
  }
  expect(found).toEqual({});
}

const isOfApi = (path: string) => path.startsWith("api");

test("every page opens without a fault, and some of the API", { timeout: 300_000 }, async () => {
  const ofApi = site.paths.filter(isOfApi);
  expect(ofApi.length).toBeGreaterThan(100);
  await openAll([
    ...site.paths.filter((path) => !isOfApi(path)),
    ...ofApi.filter((_, i) => i % 20 === 0),
  ]);
});

test("every page of the API opens without a fault", { timeout: 600_000, tags: "thorough" }, () =>
  openAll(site.paths.filter(isOfApi)),
);

test("every link leads to a page, and to what has its anchor's name", () => {
  const dist = inject("siteDist");
  const texts = new Map(
    site.paths.map((path) => [path, readFileSync(join(dist, path), "utf8")] as const),
  );
  const missing: string[] = [];
  for (const [path, text] of texts) {
    for (const [, href = ""] of text.matchAll(/<a\s[^>]*?href="([^"]*)"/g)) {
      if (/^[a-z]+:/.test(href)) continue;
      const { pathname, hash } = new URL(href.replaceAll("&amp;", "&"), `http://x${base}${path}`);
      const name = decodeURI(pathname).slice(base.length);
      const target = texts.get(name === "" || name.endsWith("/") ? `${name}index.html` : name);
      const id = decodeURIComponent(hash.slice(1));
      if (target === undefined) missing.push(`${path}: ${href}`);
      else if (id !== "" && id !== "VPContent" && !target.includes(`id="${id}"`))
        missing.push(`${path}: ${href} has no such heading`);
    }
  }
  expect(missing).toEqual([]);
});

// The code of the guide on browsers, bundled as a reader would and run in a page.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isolation, openSite, type Site } from "./site.js";

const guide = readFileSync(fileURLToPath(new URL("../guide/browsers.md", import.meta.url)), "utf8");
const blocks = [...guide.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code!);
const blockOf = (name: string) => blocks.find((code) => code.startsWith(`// ${name}\n`))!;

async function bundle(contents: string): Promise<string> {
  const stdin = { contents, resolveDir: fileURLToPath(new URL("..", import.meta.url)) };
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", write: false });
  return outputFiles[0]!.text;
}

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

test("a worker computes for its page", async () => {
  const { page, faults } = await site.newPage();
  const files: Record<string, [type: string, body: string]> = {
    "page.html": [
      "text/html",
      '<!doctype html><link rel="icon" href="data:,"><script type="module" src="page.js"></script>',
    ],
    "page.js": ["text/javascript", blockOf("page.js")],
    "worker.js": ["text/javascript", await bundle(blockOf("worker.js"))],
  };
  await page.context().route("**/guide-test/*", (route) => {
    const [contentType, body] = files[route.request().url().split("/").at(-1)!]!;
    return route.fulfill({ contentType, body, headers: isolation });
  });
  const said = page.waitForEvent("console");
  await page.goto(site.at("guide-test/page.html"));
  // (log(1 + e⁻²) + log(1 + e⁻¹)) / 2
  expect((await said).text()).toMatch(/^loss 0\.22009/);
  expect(faults).toEqual([]);
});

test("the headers of the guide are those that isolate a page", () => {
  const [, headers] = /const headers = (\{.*?\});/s.exec(blockOf("vite.config.js"))!;
  expect(JSON.parse(headers!.replace(/,\s*\}/, "}"))).toEqual(isolation);
});

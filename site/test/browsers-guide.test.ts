// The code of the guide on browsers, bundled by Vite as a reader would, and run in a page.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isolation, type OpenPage, openSite, type Site } from "./site.js";

const guide = readFileSync(fileURLToPath(new URL("../guide/browsers.md", import.meta.url)), "utf8");
const blocks = [...guide.matchAll(/^```jsx?\n(.*?)^```/gms)].map(([, code]) => code!);
const blockOf = (name: string) => blocks.find((code) => code.startsWith(`// ${name}\n`))!;

/** Where packages of the site are found. */
const root = fileURLToPath(new URL("../.vitepress/cache/guide/", import.meta.url));

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** Builds a page of these files, the first of which it begins with, and opens it. */
async function openBuilt(files: Record<string, string>): Promise<OpenPage> {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const first = Object.keys(files)[0]!;
  const html = `<!doctype html><link rel="icon" href="data:,"><main></main><script type="module" src="./${first}"></script>`;
  for (const [name, text] of Object.entries({ ...files, "index.html": html }))
    writeFileSync(`${root}${name}`, text);
  const { output } = (await build({
    root,
    base: "./",
    configFile: false,
    logLevel: "warn",
    build: { write: false },
  })) as Rolldown.RolldownOutput;

  for (const file of output)
    site.add(`guide-test/${file.fileName}`, file.type === "chunk" ? file.code : file.source);

  const opened = await site.newPage();
  await opened.page.goto(site.at("guide-test/index.html"));
  return opened;
}

test("a worker computes for its page", async () => {
  const { page, faults } = await openBuilt({
    "page.js": `${blockOf("page.js").replace("console.log(", "document.title = (")}`,
    "worker.js": blockOf("worker.js"),
  });
  // (log(1 + e⁻²) + log(1 + e⁻¹)) / 2 of a right prediction each
  await expect.poll(() => page.title()).toMatch(/^loss 0\.22009/);
  expect(faults).toEqual([]);
});

test("a component of React has the loss of a worker, and ends it", async () => {
  const { page, faults } = await openBuilt({
    // In strict mode React starts every effect twice.
    "main.jsx": `import { createElement, StrictMode, useState } from "react";
      import { createRoot } from "react-dom/client";
      import { Loss } from "./Loss.jsx";
      const yTrue = Uint8Array.of(1, 0);
      const all = [Float32Array.of(2, -1), Float32Array.of(0, 0)];
      function App() {
        const [at, setAt] = useState(0);
        const shown = at < 2 && createElement(Loss, { yTrue, yPred: all[at] });
        const button = createElement("button", { onClick: () => setAt(at + 1) }, "next");
        return createElement("div", null, shown, button);
      }
      const app = createElement(StrictMode, null, createElement(App));
      createRoot(document.querySelector("main")).render(app);`,
    "Loss.jsx": blockOf("Loss.jsx"),
    "worker.js": blockOf("worker.js"),
  });
  const output = page.locator("output");
  const next = page.getByRole("button");
  await expect.poll(() => output.textContent()).toBe("0.2201");
  await next.click();
  await expect.poll(() => output.textContent()).toBe("0.6931");
  expect(page.workers()).toHaveLength(1);
  await next.click();
  await expect.poll(() => page.workers().length).toBe(0);
  expect(faults).toEqual([]);
});

test("a worker with all cores computes, and its pool takes part", async () => {
  const { page, faults } = await openBuilt({
    "main.js": `const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
      const yTrue = new Uint8Array(1_000_000).fill(1);
      const ask = () => worker.postMessage({ yTrue, yPred: new Float32Array(1_000_000) });
      worker.onmessage = ({ data }) => {
        if (typeof data === "number") document.title = data.toFixed(4);
        else if (data.passes > 0) document.querySelector("main").textContent = "shared";
        else ask();
      };
      ask();`,
    "worker.js": `${blockOf("worker.js with all cores")}
      addEventListener("message", async () => postMessage({ passes: (await threads).passes }));`,
  });
  await expect.poll(() => page.textContent("main"), { timeout: 60_000 }).toBe("shared");
  expect(await page.title()).toBe("0.6931");
  expect(faults).toEqual([]);
});

test("the headers of the guide are those that isolate a page", () => {
  const [, headers] = /const headers = (\{.*?\});/s.exec(blockOf("vite.config.js"))!;
  expect(JSON.parse(headers!.replace(/,\s*\}/, "}"))).toEqual(isolation);
});

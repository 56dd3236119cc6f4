// The page of the tutorials: each of them trains on the graphics card and is watched
// while it does.

import { afterEach, expect, test } from "vitest";
import { mountPage } from "../../src/keras/web/page.js";
import { webSource } from "../../src/keras/web/source.js";

let root: HTMLElement;
afterEach(() => root.remove());

/** Opens the page and chooses. */
function open(choices: Readonly<Record<string, string>>): HTMLFormElement {
  root = document.body.appendChild(document.createElement("main"));
  const form = mountPage(root, webSource);
  for (const [name, value] of Object.entries(choices))
    form.querySelector<HTMLSelectElement>(`[name=${name}]`)!.value = value;
  return form;
}

function until(condition: () => boolean, what: string): Promise<void> {
  return expect.poll(condition, { timeout: 100_000, message: what }).toBe(true);
}

const state = () => root.dataset["state"];
const done = () => root.querySelector("progress")!.value;

test.each([
  ["imbalanced", "webgl", ["bias", "losses", "roc", "precision-recall"], 3],
  ["dcgan", "webgl", ["samples", "losses", "measure"], 1],
  ["pix2pix", "webgl", ["samples", "losses", "measure"], 1],
  ["cyclegan", "webgl", ["samples", "losses", "measure"], 1],
  ["pix2pix", "webgpu", ["samples", "losses", "measure"], 1],
] as const)(
  "%s trains on %s, shows its pictures, and stops when it is told to",
  { timeout: 120_000 },
  async (tutorial, backend, names, steps) => {
    const form = open({ tutorial, backend, length: "quick" });
    form.requestSubmit();
    const stop = root.querySelector<HTMLButtonElement>("button[type=button]")!;
    await until(() => done() >= steps || state() === "failed", "steps");
    expect(root.querySelector("[role=alert]")!.textContent).toBe("");
    stop.click();
    await until(() => state() === "done", "the end");
    expect(root.querySelector("output")!.textContent).toMatch(
      /^(step|epoch) \d+ of \d+ .* \d+\.\d{3}/,
    );
    expect([...root.querySelectorAll("figure")].map(({ dataset }) => dataset["name"])).toEqual(
      names.slice(0, root.querySelectorAll("figure").length),
    );
    const canvas = root.querySelector("canvas");
    if (canvas) {
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      expect(new Set(data).size).toBeGreaterThan(10);
    }
    expect(root.querySelectorAll('figure svg g[aria-label="line"] path').length).toBeGreaterThan(0);
    expect(root.querySelector("pre")!.textContent).toMatch(/\d\.\d{3}/);
  },
);

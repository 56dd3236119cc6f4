// Words that a reader of the guides may type, and the page that has to come first.

import { afterAll, beforeAll, expect, test } from "vitest";
import { openSite, type Site, visit } from "./site.js";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

test("finds the guide before the API and the tables of speed", async () => {
  const { page, faults } = await site.newPage();
  await visit(page, site.at(""));
  await page.keyboard.press("Control+k");
  const box = page.locator(".VPLocalSearchBox");
  const first = box.locator(".result").first();
  for (const [words, found] of [
    ["p = 1", "concepts/dialects.html#what-you-get-at-p--1"],
    ["early stopping", "guide/training-loops.html"],
    ["missing labels", "guide/"],
    ["BCEWithLogitsLoss", "guide/from-pytorch.html"],
    ["fail above country", "guide/score-files.html#failing-a-build"],
    ["react", "guide/browsers.html#in-react"],
    ["kernelName", "api/index/functions/kernelName.html"],
  ] as const) {
    await box.locator("input").fill(words);
    await expect
      .poll(() => first.getAttribute("href", { timeout: 1_000 }).catch(() => ""), {
        message: words,
        timeout: 10_000,
      })
      .toContain(found);
  }
  expect(faults).toEqual([]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { numbersOf } from "../src/translate/numbers.js";
import { translate } from "../src/translate/translate.js";
import { cellsOf, expectNear, scrollsSideways } from "./numbers.js";
import { openSite, type Site, visit } from "./site.js";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const call = "nn.BCELoss(reduction='sum', colour=1)";
const samples = { labels: [0, 0, 1, 1], predictions: [1, 1, 1, 0] };

test("a call that is typed is translated, with the numbers of Node, into an address to send", async () => {
  const { page, faults } = await site.newPage({ viewport: { width: 390, height: 800 } });
  await visit(page, site.at("translate.html"));
  await page.waitForTimeout(1_000);
  await page.getByLabel("Paste a call").fill(call);
  const { code, losses, unread } = translate(call);
  expect(await page.locator("[data-part=code]").textContent()).toBe(code);
  expect(await page.locator("[data-part=unread] li").allTextContents()).toEqual(unread);
  const expected = numbersOf(losses[0]!, samples).map(({ value }) => Number(value));
  expectNear((await cellsOf(page, ".tool table")).flat(), expected);
  expect(await scrollsSideways(page)).toBe(false);

  const again = await site.newPage();
  await visit(again.page, page.url());
  await again.page.waitForTimeout(1_000);
  expect(await again.page.locator("[data-part=code]").textContent()).toBe(code);
  expect([...faults, ...again.faults]).toEqual([]);
});

test("text is never run, whatever it says", async () => {
  const { page, faults } = await site.newPage();
  await visit(page, site.at("translate.html"));
  await page.waitForTimeout(1_000);
  await page
    .getByLabel("Paste a call")
    .fill("<img src=x onerror=alert(1)> {alert(1)} __proto__(constructor)");
  expect(await page.locator("[data-part=unread] li").count()).toBe(1);
  expect(faults).toEqual([]);
});

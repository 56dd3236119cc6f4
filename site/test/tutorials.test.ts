import { afterAll, beforeAll, expect, test } from "vitest";
import { openSite, type Site, visit } from "./site.js";

let site: Site;
beforeAll(async () => {
  site = await openSite({ isIsolated: false });
});
afterAll(() => site.close());

test("a tutorial trains in the page, and stops when it is told to", {
  timeout: 180_000,
}, async () => {
  const { page, faults } = await site.newPage();
  await visit(page, site.at("tutorials.html"));
  const frame = page.frameLocator("iframe");
  await frame.locator("[name=tutorial]").selectOption("dcgan");
  await frame.locator("[name=backend]").selectOption("webgl");
  await frame.getByRole("button", { name: "Start" }).click();
  await frame.getByText(/step 1 of 40/).waitFor({ timeout: 120_000 });
  await frame.getByRole("button", { name: "Stop" }).click();
  await frame.locator("[data-state=done]").waitFor({ timeout: 60_000 });
  expect(await frame.locator("figure[data-name=samples] canvas").count()).toBe(1);
  expect(faults).toEqual([]);
});

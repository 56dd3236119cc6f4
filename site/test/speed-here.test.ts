import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scrollsSideways } from "./numbers.js";
import { openSite, type Site, visit } from "./site.js";

describe.each([
  ["isolated", true],
  ["not isolated", false],
] as const)("a page that is %s", (_, isIsolated) => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ isIsolated });
  });
  afterAll(() => site.close());

  test("measures what it can, and says what it lacks", { timeout: 180_000 }, async () => {
    const { page, faults } = await site.newPage({ viewport: { width: 390, height: 800 } });
    await visit(page, site.at("speed-here.html?size=64k"));
    await page.waitForTimeout(1_000);
    await page.getByRole("button", { name: "Run" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("[data-name=tfjsWebgl]").waitFor({ timeout: 150_000 });
    const rows = await page.locator("[data-name]").all();
    const texts = await Promise.all(
      rows.map(async (row) => [
        await row.getAttribute("data-name"),
        (await row.locator("small").textContent())!,
        ...(await row.locator("td").allTextContents()),
      ]),
    );
    console.log(texts.map((text) => text.join(" | ")).join("\n"));
    const byName = new Map(texts.map(([name, ...rest]) => [name, rest]));
    expect(byName.get("package")![0]).toMatch(/simd/);
    expect(byName.get("javascript")![0]).toBe("javascript");
    // The gradient of a hard label is within 2 units in the last place.
    for (const name of ["package", "javascript"] as const)
      expect(Number(byName.get(name)![4])).toBeLessThanOrEqual(2);
    if (isIsolated) expect(byName.get("threads")![0]).toMatch(/threads$/);
    else expect(byName.get("threads")![0]).toMatch(/Cross-Origin-Opener-Policy/);
    expect(await scrollsSideways(page)).toBe(false);
    expect(faults).toEqual([]);
  });
});

test("can be stopped", async () => {
  const site = await openSite();
  const { page } = await site.newPage();
  await visit(page, site.at("speed-here.html?measure=loop,tfjsCpu&size=4M"));
  await page.waitForTimeout(1_000);
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("button", { name: "Stop" }).click();
  expect(await page.getByRole("button", { name: "Run" }).isEnabled()).toBe(true);
  await site.close();
});

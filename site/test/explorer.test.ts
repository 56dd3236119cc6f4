import { afterAll, beforeAll, expect, test } from "vitest";
import { readAddress } from "../src/address.js";
import { linesOf, valuesOf } from "../src/explorer/lines.js";
import { defaults, fields, markerOf } from "../src/explorer/settings.js";
import { cellsOf, expectNear, layoutShift, numbersOfText, scrollsSideways } from "./numbers.js";
import { openSite, type Site, visit } from "./site.js";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** What Node computes for a page's address. */
function expected(address: string): number[][] {
  const settings = readAddress(new URL(address).search, fields, defaults);
  return linesOf(settings).map((line) => {
    const [{ loss, gradient, hessian }] = valuesOf(
      line,
      settings.label,
      Float64Array.of(markerOf(settings)),
    ) as [{ loss: number; gradient: number; hessian: number }];
    return [loss, gradient, hessian];
  });
}

test.each([
  "",
  "?input=probability&dialects=keras2,keras3,torch,exact&posWeight=3&at=0",
  "?input=probability&dialects=exact&dtype=float64&across=log&scale=log&at=1e-9&quantity=gradient",
])("the marker's numbers are Node's: %s", async (search) => {
  const { page, faults } = await site.newPage();
  await visit(page, site.at(`explorer.html${search}`));
  await page.locator("canvas").waitFor();
  await page.waitForTimeout(500);
  const cells = await cellsOf(page, "table.marker");
  expectNear(cells.flat(), expected(page.url()).flat(), 3e-7);
  const code = (await page.locator(".code pre").textContent())!;
  const comments = code.split("\n").flatMap((line) => numbersOfText(line.split("//")[1] ?? ""));
  expectNear(comments, cells[0]!);
  expect(faults).toEqual([]);
});

test("works by keyboard, and the address says what is seen", async () => {
  const { page } = await site.newPage();
  await visit(page, site.at("explorer.html"));
  await page.locator("canvas").waitFor();
  await page.waitForTimeout(500);
  await page.getByRole("slider").focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowRight");
  await page.getByRole("radio", { name: "logits" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  const { searchParams } = new URL(page.url());
  expect(searchParams.get("quantity")).toBe("gradient");
  expect(Number(searchParams.get("at"))).toBeCloseTo(-1.6, 6);
  expectNear((await cellsOf(page, "table.marker")).flat(), expected(page.url()).flat(), 3e-7);
});

test("a table has the numbers of the chart", async () => {
  const { page } = await site.newPage();
  await visit(page, site.at("explorer.html?smoothing=0&gamma=0"));
  await page.locator("canvas").waitFor();
  await page.getByText("The chart as a table").click();
  await page.waitForTimeout(300);
  const cells = await cellsOf(page, "table.chart-table");
  expect(cells.length).toBe(11);
  expectNear([cells[5]![0]!], [Math.LN2], 1e-4);
});

test.each([
  [1280, "light"],
  [390, "dark"],
] as const)(
  "is there within a second, without jumps, at %d px in %s",
  async (width, colorScheme) => {
    const { page, faults } = await site.newPage({ viewport: { width, height: 800 }, colorScheme });
    await visit(page, site.at("explorer.html"));
    await page.locator("canvas").waitFor();
    const ready = await page.evaluate(() => performance.now());
    expect(await scrollsSideways(page)).toBe(false);
    expect(await layoutShift(page)).toBeLessThan(0.02);
    // Within a second on an idle machine; tests share theirs.
    expect(ready).toBeLessThan(4_000);
    console.log(`explorer, ${width} px: ${Math.round(ready)} ms`);
    expect(faults).toEqual([]);
  },
);

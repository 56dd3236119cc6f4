import { gzipSync } from "node:zlib";
import * as names from "binary-crossentropy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runProgram, type Shown } from "../src/playground/run.js";
import { expectNear, layoutShift, numbersOfText } from "./numbers.js";
import { openSite, type Site, visit } from "./site.js";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

test("the first page weighs at most 150 kB, gzipped", async () => {
  const { page, faults } = await site.newPage();
  const sizes = new Map<string, number>();
  page.on("response", async (response) => {
    sizes.set(response.url(), gzipSync(await response.body()).length);
  });
  await page.goto(site.at(""), { waitUntil: "networkidle" });
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(10_000);
  expect(total).toBeLessThan(150_000);
  expect(await layoutShift(page)).toBeLessThan(0.01);
  expect(faults).toEqual([]);
});

test("the example is edited and run by keyboard, with the numbers of Node", async () => {
  const { page, faults } = await site.newPage();
  await visit(page, site.at(""));
  const code = `import { BinaryCrossentropy as Bce } from "binary-crossentropy";
const bce = new Bce({ dialect: "torch", reduction: "none" });
bce([[0, 1], [1, 1]], [[0.25, 0.5], [0, 1]]).data;`;
  await page.waitForTimeout(1_000);
  await page.getByRole("textbox").fill(code);
  await page.keyboard.press("Control+Enter");
  await page.getByText(/computed by the kernel/).waitFor();
  const shown: Shown[] = [];
  await runProgram(code, { name: "binary-crossentropy", names }, shown);
  const answer = (await page.locator(".answer pre").textContent())!.replace(/^[^/]*\/\//, "");
  expectNear(numbersOfText(answer), numbersOfText(shown[0]!.value), 1e-6);
  expect(faults).toEqual([]);
});

test("an error is shown, and a program that does not end can be stopped", async () => {
  const { page } = await site.newPage();
  await visit(page, site.at(""));
  await page.waitForTimeout(1_000);
  const box = page.getByRole("textbox");
  await box.fill(
    'import { BinaryCrossentropy } from "binary-crossentropy";\nnew BinaryCrossentropy({ axis: 0.5 });',
  );
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByText(/ValueError: BinaryCrossentropy: axis/).waitFor();
  await box.fill("while (true) {}");
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("button", { name: "Stop" }).click();
  expect(await page.getByRole("button", { name: "Stop" }).count()).toBe(0);
});

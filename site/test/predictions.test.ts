import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guessColumns } from "../src/score/columns.js";
import { openTable } from "../src/score/read-file.js";
import { score } from "../src/score/score.js";
import { cellsOf, expectNear, scrollsSideways } from "./numbers.js";
import { openSite, type Site, visit } from "./site.js";

let site: Site;
beforeAll(async () => {
  // As most hosts serve a site: without the headers that threads need.
  site = await openSite({ isIsolated: false });
});
afterAll(() => site.close());

const example = fileURLToPath(new URL("../../examples/predictions.csv", import.meta.url));

test("a file that is chosen is scored, with the numbers of Node", async () => {
  const { page, faults } = await site.newPage();
  await visit(page, site.at("predictions.html?group=country"));
  await page.waitForTimeout(1_000);
  await page.getByLabel("Drop a CSV or Parquet file").setInputFiles(example);
  await page.getByText(/56 rows in/).waitFor();
  const table = await openTable(new Blob([readFileSync(example)]));
  const columns = { ...guessColumns(table.names), group: "country" };
  const wanted = await score(table, columns, { fromLogits: false, dialect: "keras2" }, () => {});
  const { count, loss, brier, rocAuc, prAuc, calibrationError, baseRate } = wanted;
  const shown = (await cellsOf(page, "table.measures")).flat();
  expectNear(shown, [count, loss, brier, rocAuc!, prAuc!, calibrationError, baseRate], 1e-4);
  const groups = await cellsOf(page, "table.groups");
  expectNear(
    groups.map(([, loss]) => loss!),
    wanted.groups.map(({ loss }) => loss),
    1e-4,
  );
  const worst = await page.locator("table.worst tbody th").allTextContents();
  expect(worst.map(Number)).toEqual(wanted.worst.map(({ row }) => row));
  expect(await page.locator("canvas").count()).toBe(1);

  // Another option scores again, and is in the address.
  await page.getByLabel("dialect").selectOption("torch");
  await page.waitForURL(/dialect=torch/);
  expect(faults).toEqual([]);
});

test("made predictions, on a phone, in the dark", async () => {
  const { page, faults } = await site.newPage({
    viewport: { width: 390, height: 800 },
    colorScheme: "dark",
  });
  await visit(page, site.at("predictions.html"));
  await page.waitForTimeout(1_000);
  await page.getByRole("button", { name: "Try an example" }).click();
  await page.getByText(/5,000 rows in/).waitFor();
  expect(await page.locator("table.groups tbody th").allTextContents()).toEqual([
    "too sure",
    "calibrated",
  ]);
  expect(await scrollsSideways(page)).toBe(false);
  expect(faults).toEqual([]);
});

test("a file that cannot be scored says why", async () => {
  const { page } = await site.newPage();
  await visit(page, site.at("predictions.html"));
  await page.waitForTimeout(1_000);
  const input = page.getByLabel("Drop a CSV or Parquet file");
  await input.setInputFiles({
    name: "a.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("y,p\n1,7\n"),
  });
  await page.getByText("No row can be scored. Row 1: prediction must be a probability").waitFor();
  await input.setInputFiles({
    name: "a.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("a,b\n1,7\n"),
  });
  await page.getByText("Choose the columns of labels and of predictions.").waitFor();
});

test("a million rows leave the page smooth, show progress and can be stopped", {
  timeout: 180_000,
}, async () => {
  const { page, faults } = await site.newPage();
  await visit(page, site.at("predictions.html"));
  await page.waitForTimeout(1_000);
  const lines = ["label,prediction"];
  for (let i = 0; i < 1_000_000; i++) lines.push(`${i & 1},${((i * 7919) % 100003) / 100003}`);
  const buffer = Buffer.from(lines.join("\n"));
  const input = page.getByLabel("Drop a CSV or Parquet file");
  await input.setInputFiles({ name: "million.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("No file yet.").waitFor();
  await input.setInputFiles({ name: "again.csv", mimeType: "text/csv", buffer });
  await page.getByRole("progressbar").waitFor();
  // The longest time between two frames, from now on.
  await page.evaluate(() => {
    const seen = window as unknown as { longest: number };
    seen.longest = 0;
    let last = performance.now();
    const step = (now: number) => {
      seen.longest = Math.max(seen.longest, now - last);
      last = now;
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  await page.getByText(/1,000,000 rows in/).waitFor({ timeout: 120_000 });
  const longest = await page.evaluate(() => (window as unknown as { longest: number }).longest);
  console.log(
    `${await page.locator(".status").textContent()}; longest frame ${Math.round(longest)} ms`,
  );
  expect(longest).toBeLessThan(500);
  expect(faults).toEqual([]);
});

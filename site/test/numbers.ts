// Numbers of a page beside those of this process. The kernels of a browser may use fused
// multiply-add where those of Node do not: a unit in the last place of float32, and no more.

import type { Page } from "playwright";
import { expect } from "vitest";

/** The numbers of a text, in their order. */
export function numbersOfText(text: string): number[] {
  const plain = text.replaceAll("−", "-").replaceAll("∞", "Infinity");
  return [...plain.matchAll(/-?(?:Infinity|NaN|\d+(?:\.\d+)?(?:e[+-]?\d+)?)/g)].map(([number]) =>
    Number(number),
  );
}

/** The cells of a table's body, row by row. */
export async function cellsOf(page: Page, table: string): Promise<number[][]> {
  const rows = await page.locator(`${table} tbody tr`).all();
  return Promise.all(
    rows.map(async (row) => (await row.locator("td").allTextContents()).flatMap(numbersOfText)),
  );
}

export function expectNear(
  actual: readonly number[],
  expected: readonly number[],
  within = 2e-7,
): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    const wanted = expected[i]!;
    const isNear =
      Object.is(value, wanted) ||
      Math.abs(value - wanted) <= within * Math.abs(wanted) ||
      value === wanted;
    expect(isNear, `${value} instead of ${wanted}, at ${i}`).toBe(true);
  });
}

/** Whether a page is wider than its window. */
export const scrollsSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

/** Sum of all shifts of what was drawn already, since the page began. */
export const layoutShift = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            sum += (entry as unknown as { value: number }).value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(sum), 300);
      }),
  );

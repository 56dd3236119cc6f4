// The pictures: everybody is in them, and no name lies on another.

import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { throughputNames } from "../src/charts/names.js";
import { looks } from "../src/charts/palette.js";
import { ratiosChart } from "../src/charts/ratios.js";
import { placeNames, throughputChart } from "../src/charts/throughput.js";
import { bandwidthName, handWrittenName } from "../src/names.js";
import { computes, roster } from "../src/roster.js";
import { rowsWith } from "./fixtures.js";

const names = roster.filter(computes).map(({ name }) => name);
const times = Object.fromEntries(names.map((name, i) => [name, 1000 + i]));
const rows = [32, 2 ** 20].flatMap((n) =>
  (["value", "value and gradient"] as const).flatMap((quantity) =>
    (["logits", "probabilities"] as const).flatMap((input) =>
      rowsWith({ ...times, [bandwidthName]: 1 }, { n, quantity, input }),
    ),
  ),
);

function textsOf(svg: string): string[] {
  return [...parseHTML(svg).document.querySelectorAll("text")].map(
    ({ textContent }) => textContent ?? "",
  );
}

describe("charts", () => {
  test("know how every contender looks", () => {
    expect(Object.keys(looks)).toEqual(names);
    expect(new Set(Object.values(looks).map(({ colour }) => colour)).size).toBe(names.length);
  });

  test.each(throughputNames)(
    "$file names every contender once and has no broken number",
    (name) => {
      const svg = throughputChart(name, rows);
      expect(
        textsOf(svg)
          .filter((text) => names.includes(text))
          .sort(),
      ).toEqual([...names].sort());
      expect(svg).toContain(name.title);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(throughputChart(name, rows)).toBe(svg);
    },
  );

  test("names stay apart and inside, in the order of their lines", () => {
    const rates = [1, 1.001, 1.002, 50, 99, 100, 100];
    const placed = placeNames(
      rates.map((rate) => ({ rate })),
      [1, 100],
    );
    const heights = placed.map(({ y }) => Math.log(y));
    const gaps = heights.slice(1).map((height, i) => height - heights[i]!);
    const smallest = (15 / 442) * Math.log(100);
    expect(Math.min(...gaps)).toBeGreaterThan(smallest * 0.999);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...heights)).toBeLessThanOrEqual(Math.log(100) * 1.0001);
    expect(placed.map(({ rate }) => rate)).toEqual(rates);
  });

  test("of ratios have a bar for each contender but the loop, four times", () => {
    const svg = ratiosChart(rows);
    expect(
      textsOf(svg).filter((text) => /^\d.*×$/.test(text) && !/^0?\.?0*1?0*×$/.test(text)).length,
    ).toBeGreaterThanOrEqual(4 * (names.length - 1));
    expect(textsOf(svg)).not.toContain(handWrittenName);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

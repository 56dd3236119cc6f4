// How the rows of the breast-cancer data are split.

import { describe, expect, test } from "vitest";
import { classNames } from "../../src/wdbc/data.js";
import { partNames, stratifiedSplit } from "../../src/wdbc/split.js";
import { data, heldOut, parts } from "./models.js";

describe("the split", () => {
  const split = stratifiedSplit(data.labels, heldOut, 1);

  test("has every row once", () => {
    const all = partNames.flatMap((part) => split[part]);
    expect(all.sort((a, b) => a - b)).toEqual([...data.labels.keys()]);
  });

  test.each(["validation", "test"] as const)("holds out a quarter of each class: %s", (part) => {
    const held = split[part].map((i) => data.labels[i]);
    expect(classNames.map((_, label) => held.filter((other) => other === label).length)).toEqual([
      Math.round(357 / 4),
      212 / 4,
    ]);
  });

  test("has other shares of rows to stop by and to test on, or none", () => {
    const count = (validation: number, test: number) => {
      const cut = stratifiedSplit(data.labels, { validation, test }, 1);
      return partNames.map((part) => cut[part].length);
    };
    expect(count(0.1, 0.2)).toEqual([569 - 57 - 113, 57, 113]);
    expect(count(0, 0)).toEqual([569, 0, 0]);
  });

  test("follows from the seed", () => {
    expect(stratifiedSplit(data.labels, heldOut, 1)).toEqual(split);
    expect(stratifiedSplit(data.labels, heldOut, 2)).not.toEqual(split);
  });

  test("is standardised by the training rows alone", () => {
    const column = parts.train.rows.map((row) => row[3]!);
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length;
    expect(mean).toBeCloseTo(0, 6);
    expect(variance).toBeCloseTo(1, 6);
  });
});

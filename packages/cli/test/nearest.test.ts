import { expect, test } from "vitest";
import { editDistance, nearest } from "../src/input/nearest.js";

test("the nearest names", () => {
  expect(editDistance("clikced", "clicked")).toBe(1);
  expect(editDistance("", "abc")).toBe(3);
  expect(nearest("Label", ["id", "label", "labels"])).toEqual(["label", "labels"]);
  expect(nearest("p", ["y"])).toEqual([]);
});

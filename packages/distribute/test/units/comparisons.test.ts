// How differences between replicas are found, and how they read in a message.

import { failure } from "@binary-crossentropy/test/failure";
import { expect, test } from "vitest";
import {
  expectSame,
  expectSameLines,
  firstDifference,
  replicaThatDiffers,
  whoHasWhat,
} from "../../dist/comparisons.js";

test("who has what: each value once", () => {
  expect(whoHasWhat(["a", "b", "a"])).toBe("a on replicas 0, 2 and b on replica 1");
  expect(whoHasWhat(Array.from({ length: 12 }, () => "a"))).toBe(
    "a on replicas 0, 1, 2, 3, 4, 5, 6, 7 and 4 more",
  );
});

test("values that differ are refused with who has what, those that are the same are not", () => {
  expect(failure(() => expectSame("owner", "value", ["a", "b", "a"]))).toBe(
    "ValueError: owner: value must be the same on every replica, got a on replicas 0, 2 and b on replica 1.",
  );
  expect(() => expectSame("owner", "value", ["a", "a"])).not.toThrow();
  expect([
    replicaThatDiffers([1, 1, 2, 3]),
    replicaThatDiffers([1, 1]),
    replicaThatDiffers([]),
  ]).toEqual([2, -1, -1]);
});

test("lines are compared with those of most replicas, and the first other line is named", () => {
  const usual = ["x", "y"];
  expect(failure(() => expectSameLines("owner", "model", [["x", "z"], usual, usual]))).toBe(
    "ValueError: owner: model must be the same on every replica, got z on replica 0, where replica 1 has y.",
  );
  expect(failure(() => expectSameLines("owner", "model", [usual, usual, ["x"]]))).toBe(
    "ValueError: owner: model must be the same on every replica, got nothing more on replica 2, where replica 0 has y.",
  );
  expect(() => expectSameLines("owner", "model", [usual, usual])).not.toThrow();
  expect(firstDifference(["a"], ["a", "b"])).toEqual(["nothing more", "b"]);
});

// In which order elements are gone through, by the strides of the arrays.

import { describe, expect, test } from "vitest";
import { inTiles, inTurn, orderAxes } from "../../src/shape/order-axes.js";

const rows = [10, 1];
const columns = [1, 20];

describe("axes are ordered by stride", () => {
  test.each([
    ["row-major arrays keep the order", [rows, rows], [0, 1]],
    ["transposed arrays turn it round", [columns, columns], [1, 0]],
    ["where as many say this as that, it stays", [rows, columns], [0, 1]],
    ["the majority decides", [columns, rows, columns], [1, 0]],
    ["an array that repeats has no vote", [columns, [0, 1], [1, 0], [0, 0]], [1, 0]],
    ["steps backwards count as those forwards", [[-1, -20]], [1, 0]],
  ])("%s", (_, strides, order) => {
    expect(orderAxes([0, 1], [20, 10], strides)).toEqual(order);
  });

  test("of several axes, the largest stride first", () => {
    expect(orderAxes([0, 1, 2], [2, 3, 4], [[3, 1, 6]])).toEqual([2, 0, 1]);
  });

  test("axes of length 1 are left out, whatever their strides", () => {
    expect(orderAxes([0, 1, 2], [20, 1, 10], [[1, 99, 20]])).toEqual([2, 0]);
  });

  test("an axis along which all repeat holds up none", () => {
    expect(orderAxes([0, 1, 2], [20, 3, 10], [[1, 0, 20]])).toEqual([2, 0, 1]);
  });
});

describe("tiles", () => {
  const shape = [400, 512];
  const flat = [512, 1];
  const across = [1, 400];

  test("arrays that lie across one another are gone through in tiles", () => {
    expect(inTiles([0, 1], shape, [flat, across])).toEqual([
      { axis: 1, length: 2, step: 256 },
      { axis: 0, length: 400, step: 1 },
      { axis: 1, length: 256, step: 1 },
    ]);
  });

  test.each([
    ["that lie alike", shape, [flat, flat]],
    ["whose rows are short", [400, 100], [flat, across]],
    ["whose rows nothing divides", [400, 257], [flat, across]],
    ["whose rows have short parts only", [400, 2 * 257], [flat, across]],
    ["of one axis", [400], [[1], [1]]],
    ["of no axis", [], [[], []]],
  ])("not those %s", (_, lengths, strides) => {
    const axes = [...lengths.keys()];
    expect(inTiles(axes, lengths, strides)).toEqual(inTurn(axes, lengths));
  });
});

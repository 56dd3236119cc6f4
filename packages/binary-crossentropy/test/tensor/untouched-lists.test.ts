// What an engine makes of the caller's lists while they are read: nothing. Code that V8 compiles
// for arrays of small integers and arrays of doubles turns the first into the second, which costs
// as much memory as the array, and time for each row.

import { setFlagsFromString } from "node:v8";
import { BinaryCrossentropy } from "binary-crossentropy";
import { expect, test } from "vitest";

setFlagsFromString("--allow-natives-syntax");
const isOfIntegers = new Function("list", "return %HasSmiElements(list)") as (
  list: readonly unknown[],
) => boolean;
setFlagsFromString("--no-allow-natives-syntax");

const bce = new BinaryCrossentropy({ fromLogits: true });
const count = 600;
// Each kind is made in a place of its own: engines remember of what kind the last one became.
const integers = (length: number) => new Array<number>(length).fill(1);
const doubles = (length: number) => new Array<number>(length).fill(0.5);

test.each([1, 3, 10])("rows of %d integers stay such rows", (columns) => {
  const batches = Array.from({ length: 200 }, () =>
    Array.from({ length: count }, () => integers(columns)),
  );
  const logits = Array.from({ length: count }, () => doubles(columns));
  expect(batches.flat().every(isOfIntegers)).toBe(true);
  for (const labels of batches) bce(labels, logits);
  for (const labels of batches) bce.valueAndGrad(labels, logits);
  expect(batches.flat().filter(isOfIntegers).length).toBe(200 * count);
});

test("a list of integers stays one", () => {
  const lists = Array.from({ length: 400 }, () => integers(count));
  const logits = doubles(count);
  expect(lists.every(isOfIntegers)).toBe(true);
  for (const labels of lists) bce(labels, logits);
  for (const labels of lists) bce.valueAndGrad(labels, logits);
  expect(lists.filter(isOfIntegers).length).toBe(400);
});

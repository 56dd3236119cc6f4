// Every example in the README, the pages and the docstrings of all packages is run, and what it says
// it prints is what it prints. Those with threads are in threads/docs.test.ts, those with tensors in
// tfjs/docs.test.ts, those on a GPU in browser/webgpu.test.ts, those with arrays of jax-js in
// jax/docs.test.ts, those with strategies in the tests of the package distribute.

import {
  agrees,
  checksSomething,
  examples,
  run,
  usesGpu,
  usesJax,
  usesStrategies,
  usesTensors,
  usesThreads,
} from "@binary-crossentropy/test/examples";
import * as library from "binary-crossentropy";
import { describe, expect, test } from "vitest";

describe("examples print what they say", () => {
  test("there are some, and they check something", () => {
    expect(examples.length).toBeGreaterThan(5);
    expect(examples.filter(checksSomething).length).toBe(examples.length);
  });

  const plain = examples.filter(
    (example) =>
      ![usesThreads, usesTensors, usesGpu, usesJax, usesStrategies].some((uses) => uses(example)),
  );
  test.each(plain)("$title", (example) => run(example, library));

  test("a wrong result would be noticed", () => {
    expect(agrees(0.8655, "0.865")).toBe(true);
    expect(agrees(0.8661, "0.865")).toBe(false);
    expect(agrees([1, 2], "[1, 3]")).toBe(false);
    expect(agrees({ a: 1 }, "{ a: 2 }")).toBe(false);
    expect(agrees(NaN, "0")).toBe(false);
  });
});

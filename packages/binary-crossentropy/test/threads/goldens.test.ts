// Every reference case of tf.keras 2 and Keras 3 that is documented as the same, computed by a worker: its result is that
// of the calling thread to the bit, which test/goldens.test.ts compares with the reference.

import { kerasNames, problemOf, readKeras } from "@binary-crossentropy/test/keras-case";
import { startThreads, type Threads } from "binary-crossentropy/threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { differences, shareAll, solve, solveLater } from "./shared.js";

let threads: Threads;

beforeAll(async () => {
  threads = await startThreads({ count: 2, threshold: 0 });
});

afterAll(() => threads.stop());

describe.each(kerasNames)("%s", (file) => {
  const { dialect, cases: all } = readKeras(file);
  const cases = all.filter((golden) => golden.documented === "same" && !golden.expect.raises);

  test(`gives the same on a worker in ${cases.length} cases`, async () => {
    expect(cases.length).toBeGreaterThan(100);
    for (const golden of cases) {
      const problem = problemOf(golden, dialect);
      const before = threads.passes;
      const title = `${golden.name} ${JSON.stringify(golden.options)}`;
      expect(
        differences(await solveLater(threads, shareAll(problem)), solve(problem, false)),
        title,
      ).toEqual([]);
      const isEmpty = golden.y_pred.shape.includes(0);
      expect(threads.passes - before, title).toBeGreaterThanOrEqual(isEmpty ? 0 : 2);
    }
    expect(threads.lost).toBe(0);
  });
});

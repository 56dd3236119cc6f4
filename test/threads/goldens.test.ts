// Every reference case of tf.keras 2 and Keras 3 that is documented as the same, computed by a worker: its result is that
// of the calling thread to the bit, which test/goldens.test.ts compares with the reference.

import { BinaryCrossentropy, type Dialect, type Reduction, type TensorLike } from "binary-crossentropy";
import { startThreads, type Threads } from "binary-crossentropy/threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goldenNames, type JsonTensor, readGolden, tensor } from "../support/golden.js";
import { differences, type Problem, shareAll, solve, solveLater } from "./shared.js";

interface Case {
  name: string;
  form: "class" | "function";
  options: { from_logits?: boolean; label_smoothing?: number; axis?: number; reduction?: Reduction };
  y_true: JsonTensor;
  y_pred: JsonTensor;
  sample_weight?: JsonTensor | null;
  expect: { raises?: string };
  documented: string;
}

function problemOf(golden: Case, dialect: Dialect): Problem {
  const { from_logits, label_smoothing, axis, reduction } = golden.options;
  const bce = new BinaryCrossentropy<Reduction>({
    dialect,
    fromLogits: from_logits,
    labelSmoothing: label_smoothing,
    axis,
    reduction: golden.form === "function" ? "none" : reduction,
  });
  const weight = golden.sample_weight ? (tensor(golden.sample_weight) as TensorLike) : undefined;
  return { bce, yTrue: tensor(golden.y_true) as TensorLike, yPred: tensor(golden.y_pred) as TensorLike, weight };
}

let threads: Threads;

beforeAll(async () => {
  threads = await startThreads({ count: 2, threshold: 0 });
});

afterAll(() => threads.stop());

describe.each(goldenNames().filter((name) => name.startsWith("keras")))("%s", (file) => {
  const cases = readGolden<{ cases: Case[] }>(file).cases.filter((golden) => golden.documented === "same" && !golden.expect.raises);

  test(`gives the same on a worker in ${cases.length} cases`, async () => {
    expect(cases.length).toBeGreaterThan(100);
    for (const golden of cases) {
      const problem = problemOf(golden, file.replace(".json", "") as Dialect);
      const before = threads.passes;
      const title = `${golden.name} ${JSON.stringify(golden.options)}`;
      expect(differences(await solveLater(threads, shareAll(problem)), solve(problem, false)), title).toEqual([]);
      const isEmpty = golden.y_pred.shape.includes(0);
      expect(threads.passes - before, title).toBeGreaterThanOrEqual(isEmpty ? 0 : 2);
    }
    expect(threads.lost).toBe(0);
  });
});

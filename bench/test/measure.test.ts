// What is measured on, what is refused, and who gets how many samples. The numbers that come out
// are not tested: they vary.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { check } from "../src/check.js";
import type { Inputs } from "../src/contenders/contender.js";
import { handWritten } from "../src/contenders/hand-written.js";
import { createData, readArray, writeData } from "../src/data.js";
import type { Host } from "../src/hosts/protocol.js";
import { fullLimits, type Measured, measure, smokeLimits } from "../src/measure.js";
import { handWrittenName } from "../src/names.js";
import { type Times, waitForQuiet } from "../src/quiet.js";
import { referenceOf, referencesOf } from "../src/reference.js";
import { entryOf } from "../src/roster.js";
import { type Cell, runCell } from "../src/run-cell.js";
import { smokeWorkloads, type Workload, workloadsOf } from "../src/workloads.js";
import { workload } from "./fixtures.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bench-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const everything = workloadsOf([32], [32]);

function inputsOf({ input, weights, dtype, n }: Workload): Inputs {
  const data = createData(dtype, n);
  return {
    labels: data.labels,
    predictions: data[input],
    weights: weights === "none" ? undefined : data.weights,
  };
}

describe("workloads", () => {
  test("are every combination, float64 for hard labels and large arrays only", () => {
    expect(workloadsOf([32, 2 ** 20])).toHaveLength(2 * 12 + 4);
    expect(workloadsOf([32, 2 ** 20]).filter(({ dtype }) => dtype === "float64")).toEqual(
      workloadsOf([2 ** 20]).filter(({ dtype }) => dtype === "float64"),
    );
    expect(new Set(everything.map((each) => JSON.stringify(each))).size).toBe(16);
  });

  test("in short have everything once and the most common at every size", () => {
    expect(smokeWorkloads([32])).toEqual(everything);
    expect(smokeWorkloads([32, 64]).filter(({ n }) => n === 64)).toHaveLength(4);
  });

  test("have the same data every time, away from the clip", () => {
    expect(createData("float32", 1000)).toEqual(createData("float32", 1000));
    const { labels, logits, probabilities, weights } = createData("float64", 1000);
    expect(labels.every((y) => y === 0 || y === 1)).toBe(true);
    expect(
      probabilities.every(
        (p, i) => p > 1e-5 && p < 1 - 1e-5 && Math.abs(p - 1 / (1 + Math.exp(-logits[i]!))) < 1e-15,
      ),
    ).toBe(true);
    expect(weights.every((w) => w >= 0.5 && w <= 1.5)).toBe(true);
  });

  test("reach other processes by files", () => {
    const data = createData("float32", 1000);
    const files = writeData(folder, data)("probabilities");
    expect(readArray(files.predictions, "float32")).toEqual(data.probabilities);
    expect(readArray(files.weights, "float32")).toEqual(data.weights);
  });
});

describe("the reference", () => {
  test.each([
    ["logits", "exact", Math.log1p(Math.exp(-2)), -1 / (1 + Math.exp(2))],
    ["probabilities", "exact", -Math.log(0.75), -1 / 0.75],
    ["probabilities", "epsilon inside", -Math.log(0.75 + 1e-7), -1 / (0.75 + 1e-7)],
  ] as const)("of %s, %s, is the formula", (input, formula, mean, slope) => {
    const one = (value: number) => Float64Array.of(value);
    const data = { labels: one(1), logits: one(2), probabilities: one(0.75), weights: one(3) };
    const of = {
      ...workload,
      quantity: "value and gradient",
      dtype: "float64",
      input,
      n: 1,
    } as const;
    expect(referenceOf(of, data, formula)).toEqual({
      mean: expect.closeTo(mean, 14),
      grad: one(slope),
      share: 1,
    });
    expect(referenceOf({ ...of, weights: "per sample" }, data, formula).mean).toBeCloseTo(
      3 * mean,
      14,
    );
    // A label of 1 smoothed by 0.1 is 0.95: the mean is a mixture.
    const other = referenceOf(of, { ...data, labels: one(0) }, formula).mean;
    expect(referenceOf({ ...of, labels: "smoothed" }, data, formula).mean).toBeCloseTo(
      0.95 * mean + 0.05 * other,
      14,
    );
  });
});

describe("the check", () => {
  test.each(everything)(
    "$quantity, $input, $labels, $weights, $dtype: takes the loop, refuses a wrong mean or gradient",
    async (each) => {
      const reference = referenceOf(each, createData(each.dtype, each.n), "epsilon inside");
      const tolerance = entryOf(handWrittenName).tolerance(each);
      const ready = (await handWritten.prepare(each, inputsOf(each)))!;
      const mean = ready.run();
      const grad = ready.grad?.();
      expect(check("x", { mean, grad }, reference, tolerance)).toBeLessThan(1e-12);
      const wrong = { mean: reference.mean * 1.00001, grad };
      expect(() => check("x", wrong, reference, tolerance)).toThrow(
        /^x: the mean must be within \d\.\S+ of 0\.\d+, got 0\.\d+\.$/,
      );
      expect(() => check("x", { mean: NaN, grad }, reference, tolerance)).toThrow("got NaN");
      if (!grad) return;
      expect(() => check("x", { mean, grad: undefined }, reference, tolerance)).toThrow(
        /^x: the gradient at 0 must be .*, got NaN\.$/,
      );
      const off = grad.slice();
      off[31]! += 1e-4;
      expect(() => check("x", { mean, grad: off }, reference, tolerance)).toThrow(
        /^x: the gradient at 31 must be/,
      );
    },
  );

  test("is wider for frameworks that sum in float32, and not for this package", () => {
    const of = { ...workload, n: 2 ** 24 };
    expect(entryOf("binary-crossentropy").tolerance(of).mean).toBe(1e-6);
    expect(entryOf("TensorFlow.js wasm").tolerance(of).mean).toBeGreaterThan(0.03);
    expect(entryOf("NumPy").tolerance({ ...of, dtype: "float64" }).mean).toBe(1e-12);
  });

  test("comes before anything is timed", async () => {
    const data = createData("float32", 32);
    const asked: string[] = [];
    const host: Host = {
      prepare: async () => ({
        entrants: [{ name: "NumPy", threads: 1, version: "" }],
        failed: { "JAX jit": "it is broken" },
      }),
      check: async () => ({ mean: asked.push("check"), ns: 1 }),
      sample: async () => ({ ns: asked.push("sample"), sink: 0 }),
      weigh: async () => ({ bytes: null }),
      close: () => {},
    };
    const files = writeData(folder, data)("logits");
    const of = { ...workload, n: 32 };
    const seat = { host, workload: of, reference: referencesOf(of, data), files, only: null };
    const cell: Cell = { seats: [seat], limits: smokeLimits, folder };
    await expect(runCell(cell)).rejects.toThrow(
      /^NumPy: the mean must be within .* of 0\.\d+, got 1\.$/,
    );
    expect(asked).toEqual(["check"]);
    const { mean } = referenceOf(of, data, "exact");
    const honest = {
      ...host,
      check: async () => ({ mean, ns: 1 }),
      sample: async () => ({ ns: 1e6, sink: 0 }),
    };
    const { timings, failed } = await runCell({ ...cell, seats: [{ ...seat, host: honest }] });
    expect(timings).toMatchObject([{ name: "NumPy", meanError: 0 }]);
    expect(failed).toEqual({ "JAX jit": "it is broken" });
  });
});

describe("a quiet moment", () => {
  /** Shares of the processor that one look after the other finds. */
  function looks(...shares: number[]): () => Times {
    let reads = 0;
    let busy = 0;
    return () => {
      if (reads % 2 === 1) busy += 100 * shares[Math.min((reads - 1) / 2, shares.length - 1)]!;
      return { busy, all: 100 * Math.ceil(reads++ / 2) };
    };
  }

  test("is waited for", async () => {
    expect(await waitForQuiet({ lookMs: 1, mostMs: 10 }, looks(0.9, 0.5, 0.05, 0.9))).toBeCloseTo(
      0.05,
      12,
    );
  });

  test("is not waited for without end", async () => {
    expect(
      await waitForQuiet({ lookMs: 1, mostMs: 3 }, looks(0.9, 0.8, 0.7, 0.6, 0.5)),
    ).toBeCloseTo(0.6, 12);
    expect(await waitForQuiet({ lookMs: 1, mostMs: 0 }, looks(0.9, 0.05))).toBeCloseTo(0.9, 12);
  });
});

describe("measuring", () => {
  /** A contender whose calls are said to take so long; `log` gets each sample. */
  function contender(callMs: number, log: number[] = [], firstMs = callMs): Measured {
    return {
      firstMs,
      async sample(calls) {
        log.push(calls);
        return { ns: calls * callMs * 1e6, sink: 0 };
      },
    };
  }

  test("gives nanoseconds per call, and fewer samples to the slow", async () => {
    const [fast, middling, slow] = await measure(
      [contender(0.001), contender(400), contender(3000)],
      fullLimits,
    );
    expect(fast!.length).toBe(
      Math.min(fullLimits.maxRounds, fullLimits.budgetMs / fullLimits.sampleMs),
    );
    expect(middling).toHaveLength(5);
    expect(slow).toHaveLength(3);
    expect(fast!.every((ns) => Math.abs(ns - 1000) < 1e-6)).toBe(true);
    expect(slow![0]).toBe(3e9);
  });

  test("fills each sample with calls, and calls the slow no more than it must", async () => {
    const [fast, slow] = [[] as number[], [] as number[]];
    await measure([contender(0.5, fast), contender(3000, slow)], fullLimits);
    expect(fast.at(-1)).toBe(20);
    expect(slow).toEqual([1, 1, 1]);
  });

  test("is not misled by a slow first call", async () => {
    const [samples] = await measure([contender(400, [], 5000)], fullLimits);
    expect(samples).toHaveLength(5);
  });

  test("lets the contenders take turns", async () => {
    const order: string[] = [];
    const named = (name: string): Measured => ({
      firstMs: 100,
      sample: async () => {
        order.push(name);
        return { ns: 4e8, sink: 0 };
      },
    });
    await measure([named("a"), named("b"), named("c")], fullLimits);
    // After the warm-up.
    const rounds = order.slice(3);
    expect(rounds).toHaveLength(15);
    for (let i = 0; i < rounds.length; i += 3)
      expect(rounds.slice(i, i + 3).sort()).toEqual(["a", "b", "c"]);
    expect(new Set(rounds.filter((_, i) => i % 3 === 0)).size).toBeGreaterThan(1);
  });
});

// The roads: what they are, the oracle that each is held to before it is timed, and the numbers that
// the table is made of.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { check } from "../src/check.js";
import { handWritten } from "../src/contenders/hand-written.js";
import { thisPackage } from "../src/contenders/this-package.js";
import { createData, type Data, readArray, writeData } from "../src/data.js";
import { prepareMessage, sideBySide } from "../src/hosts/protocol.js";
import { startPython } from "../src/hosts/python.js";
import { peakDuring } from "../src/memory.js";
import { packageName } from "../src/names.js";
import { peersPython } from "../src/paths.js";
import { referenceOf } from "../src/reference.js";
import {
  baseOf,
  casesOf,
  pickCases,
  roadSizes,
  smokeCases,
  titleOf,
  workloadOf,
} from "../src/roads/cases.js";
import { flat, roads } from "../src/roads/roads.js";
import { variants } from "../src/roads/variants.js";
import { entryOf, formulaOf } from "../src/roster.js";
import { leavesArray, type RoadWorkload } from "../src/workloads.js";

const roadNamed = (name: string) => roads.find((road) => road.name === name)!;
const variantNamed = (name: string) => variants.find((variant) => variant.name === name)!;

describe("roads", () => {
  test("have names of their own, as variants have", () => {
    expect(new Set(roads.map(({ name }) => name)).size).toBe(roads.length);
    expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
  });

  test("are complete for logits in float32, with and without the gradient", () => {
    const taken = (name: string) =>
      casesOf([2 ** 20])
        .filter(({ variant }) => variant.name === name)
        .map(({ road }) => road);
    expect(taken("logits, value")).toEqual(roads);
    expect(taken("logits, value and gradient")).toEqual(
      roads.filter(({ quantity, own }) => quantity === undefined && !own),
    );
  });

  test("are small or large by the variant", () => {
    const sizes = (name: string) =>
      new Set(
        casesOf(roadSizes)
          .filter(({ variant }) => variant.name === name)
          .flatMap((each) => each.sizes),
      );
    expect(sizes("logits, value")).toEqual(new Set([2 ** 20]));
    expect(sizes("logits, value, threads")).toEqual(new Set([2 ** 20]));
    expect(sizes("logits, value, small")).toEqual(new Set([1, 32, 2 ** 10]));
    expect(casesOf([2 ** 14]).some(({ variant }) => variant.name.includes("threads"))).toBe(false);
  });

  test("in short are every road once, and every variant", () => {
    const short = smokeCases([32, 2 ** 14, 2 ** 19]);
    expect(new Set(short.map(({ road }) => road))).toEqual(new Set(roads));
    expect(new Set(short.map(({ variant }) => variant))).toEqual(new Set(variants));
    expect(short.every(({ sizes }) => sizes.length === 1)).toBe(true);
  });

  test("are picked by a pattern in their title", () => {
    const picked = pickCases(casesOf(roadSizes), "value: mask of elements, K = 10, N = 1 Mi");
    expect(picked.map(({ variant, road, sizes }) => titleOf(variant, road, sizes[0]!))).toEqual([
      "logits, value: mask of elements, K = 10, N = 1 Mi",
    ]);
    expect(() => pickCases(casesOf([32]), "mask of rows")).toThrow(
      '--only must be a pattern in a title such as "logits, value, small: flat, mean, N = 32", got "mask of rows".',
    );
    expect(() => pickCases(casesOf([32]), "(")).toThrow(
      '--only must be a regular expression, got "(".',
    );
  });

  test("have whole rows, and one where N is less than that", () => {
    const [variant, road] = [variantNamed("logits, value"), roadNamed("mask of samples, K = 10")];
    expect(workloadOf(variant, road, 1024)).toMatchObject({ n: 1020, road: { columns: 10 } });
    expect(workloadOf(variant, road, 3)).toMatchObject({ n: 3, road: { columns: 3 } });
    expect(workloadOf(variant, flat, 1024).road).toBeUndefined();
  });

  test("are held against the flat road, float32, or a part of the work for each process", () => {
    const road = roadNamed("weights of elements");
    const base = (name: string, of = road) =>
      baseOf({ variant: variantNamed(name), road: of }, 64, 2);
    expect(base("smoothed labels")).toMatchObject({ labels: "smoothed", n: 64 });
    expect(base("smoothed labels")!.road).toBeUndefined();
    expect(base("smoothed labels", flat)).toBeUndefined();
    expect(base("float64")).toMatchObject({ dtype: "float32", road: { name: road.name } });
    expect(base("logits, value, threads")).toMatchObject({ n: 32, road: { name: road.name } });
    expect(base("logits, value, small")).toBeUndefined();
  });
});

describe("the oracle", () => {
  const ln2 = Math.LN2;
  /** Logits of 0, whose losses are ln 2, but for the last, which is far from its label. */
  const data: Data = {
    labels: Float64Array.of(1, 0, 1, 0, 1, 0),
    logits: Float64Array.of(0, 0, 0, 0, 0, 100),
    probabilities: Float64Array.of(0.5, 0.5, 0.5, 0.5, 0.5, 0.75),
    // The third and the last are left out; of rows of two, none is.
    weights: Float64Array.of(1, 0.5, 1.5, 1, 1, 1.5),
  };
  const of = (name: string, columns?: number): RoadWorkload => {
    const road = roadNamed(name);
    const variant = { ...variantNamed("logits, value"), dtype: "float64" as const };
    return workloadOf(variant, columns ? { ...road, columns } : road, 6);
  };
  const result = (workload: RoadWorkload) => referenceOf(workload, data, "exact");

  test("weighs elements or rows", () => {
    const weighted = result(of("weights of elements"));
    expect(weighted.mean).toBeCloseTo((ln2 * 5 + 150) / 6, 12);
    const rows = result(of("weights of samples, K = 3", 3));
    expect(rows.mean).toBeCloseTo((1 * ln2 + (0.5 * (2 * ln2 + 100)) / 3) / 2, 12);
  });

  test("leaves elements or rows out of sums and denominators", () => {
    for (const name of ["mask of elements, K = 3", "ignoreLabel, K = 3"])
      expect(result(of(name, 3)).mean, name).toBeCloseTo(ln2, 12);
    // The third row of one column is left out, and the last.
    expect(result(of("mask of elements, K = 3", 1)).mean).toBeCloseTo(ln2, 12);
    expect(result(of("mask of samples, K = 3", 2)).mean).toBeCloseTo(ln2, 12);
    const { grad } = result({ ...of("ignoreLabel, K = 3", 3), quantity: "value and gradient" });
    expect([...grad!]).toEqual([-0.125, 0.125, 0, 0.125, -0.125, 0]);
  });

  test("weighs what is positive, for all labels or each", () => {
    expect(result(of("posWeight, one")).mean).toBeCloseTo((3 * 3 * ln2 + 2 * ln2 + 100) / 6, 12);
    const each = result(of("posWeight, per label", 2));
    expect(each.mean).toBeCloseTo((3 * 3 * ln2 + 2 * ln2 + 100) / 6, 12);
    expect(result(of("posWeight, per label", 3)).mean).toBeCloseTo(
      ((3 + 4.5 + 1.5) * ln2 + 2 * ln2 + 100) / 6,
      12,
    );
  });

  test("gives a loss for each row or column", () => {
    const last = (2 * ln2 + 100) / 3;
    expect([...result(of('"none", K = 3', 3)).grad!]).toEqual([
      expect.closeTo(ln2, 12),
      expect.closeTo(last, 12),
    ]);
    expect([...result(of('axis 0, "none"', 3)).grad!]).toEqual([
      expect.closeTo(ln2, 12),
      expect.closeTo(ln2, 12),
      expect.closeTo((ln2 + 100) / 2, 12),
    ]);
  });

  test("gives second derivatives, and squared errors to a loss of one's own", () => {
    expect(result(of("Hessian")).grad![0]).toBeCloseTo(1 / 4 / 6, 12);
    expect(result(of("a loss of one's own")).mean).toBeCloseTo((3 + 1e4) / 6, 9);
  });
});

describe("every road with every variant", () => {
  const n = 120;
  test.each(variants)(
    "$name: the oracle takes this package and the loop, and nothing else",
    async (variant) => {
      for (const road of roads.filter((road) => variant.takes(road))) {
        const workload = workloadOf(variant, road, n);
        const data = createData(variant.dtype, n);
        const first = <A extends { slice(start: number, end: number): A }>(array: A) =>
          array.slice(0, workload.n);
        const inputs = () => ({
          labels: first(data.labels),
          predictions: first(data[variant.input]),
          weights: workload.road ? first(data.weights) : undefined,
        });
        for (const contender of [...thisPackage, handWritten]) {
          const ready = await contender.prepare(workload, inputs());
          if (!ready || contender.name.includes("bytes")) continue;
          const entry = entryOf(contender.name);
          const reference = referenceOf(workload, data, formulaOf(entry, workload));
          const name = `${road.name}, ${contender.name}`;
          const mean = ready.run();
          const grad = ready.grad?.();
          const tolerance = entry.tolerance(workload);
          expect(check(name, { mean, grad }, reference, tolerance)).toBeLessThan(1e-6);
          expect(() => check(name, { mean: mean * 1.0001, grad }, reference, tolerance)).toThrow(
            `${name}: the mean must be`,
          );
          if (!leavesArray(workload)) continue;
          expect(() => check(name, { mean, grad: undefined }, reference, tolerance)).toThrow(
            `${name}: the gradient at`,
          );
        }
      }
    },
  );
});

describe.skipIf(!existsSync(peersPython))(
  "NumPy, where it is installed",
  { timeout: 60_000 },
  () => {
    let folder = "";
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "bench-test-"));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test("does what the oracle does, on every road that frameworks have", async () => {
      const numpy = await startPython("numpy_peer", { python: peersPython, threads: 1 });
      const n = 120;
      const data = createData("float32", n);
      const files = writeData(folder, data)("logits");
      for (const variant of variants.slice(0, 2)) {
        for (const road of roads.filter((road) => road.peers && variant.takes(road))) {
          const workload = workloadOf(variant, road, n);
          const { failed } = await numpy.prepare(prepareMessage(workload, files, ["NumPy"]));
          expect(failed, road.name).toEqual({});
          const file = leavesArray(workload) ? join(folder, "array.bin") : null;
          const { mean } = await numpy.check({ do: "check", contender: "NumPy", gradient: file });
          const grad = file === null ? undefined : readArray(file, "float32");
          const reference = referenceOf(workload, data, "exact");
          check(road.name, { mean, grad }, reference, entryOf("NumPy").tolerance(workload));
        }
      }
      numpy.close();
    });
  },
);

describe("hosts side by side", () => {
  test("are as slow as the slowest of them", async () => {
    const asked: string[] = [];
    const host = (ns: number) => ({
      prepare: async () => ({ entrants: [], failed: {} }),
      check: async () => ({ mean: 1, ns }),
      sample: async () => ({ ns, sink: ns }),
      weigh: async () => ({ bytes: ns }),
      close: () => void asked.push(`close ${ns}`),
    });
    const both = sideBySide([host(1), host(3), host(2)]);
    expect(await both.sample({ do: "sample", contender: packageName, calls: 1 })).toEqual({
      ns: 3,
      sink: 3,
    });
    both.close();
    expect(asked).toEqual(["close 1", "close 3", "close 2"]);
  });
});

describe("memory", () => {
  test.skipIf(!existsSync("/proc/self/clear_refs"))("is what a call takes at its largest", () => {
    const bytes = 2 ** 26;
    let sink = 0;
    const taken = peakDuring(() => {
      sink += new Uint8Array(bytes).fill(1)[1]!;
    })!;
    expect(sink).toBe(1);
    expect(taken / bytes).toBeGreaterThan(0.9);
    expect(taken / bytes).toBeLessThan(1.5);
  });
});

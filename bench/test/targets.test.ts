// Whether the tables say what the results say.

import { describe, expect, test } from "vitest";
import { kernelMemoryName, packageName, tensorflowWasmName, threadsName } from "../src/names.js";
import { endMarker, insertBlock, startMarker } from "../src/tables/block.js";
import { fastestOf, peerKinds } from "../src/tables/look-up.js";
import { readmeTable } from "../src/tables/readme-table.js";
import { speedPage } from "../src/tables/speed-page.js";
import { judge, type Target, targets } from "../src/tables/targets.js";
import { targetsTable } from "../src/tables/targets-table.js";
import type { Workload } from "../src/workloads.js";
import { rowsWith, workload } from "./fixtures.js";

const small: Workload = { ...workload, n: 32 };
const large: Workload = { ...workload, n: 2 ** 20 };

function verdict(words: readonly string[], of: Workload, rows: Parameters<typeof judge>[1]) {
  const fits = (target: Target) =>
    words.every((word) => target.title.includes(word)) && target.quantities.includes(of.quantity);
  const target = targets.find((each) => fits(each) && each.dtype === of.dtype)!;
  return judge(target, rows).find((each) => JSON.stringify(each.workload) === JSON.stringify(of))!;
}

describe("a target", () => {
  test("of 1 µs is met below it", () => {
    expect(verdict(["a call"], small, rowsWith({ [packageName]: 999 }, small))).toMatchObject({
      measured: 999,
      met: true,
    });
    expect(verdict(["a call"], small, rowsWith({ [packageName]: 1000 }, small))).toMatchObject({
      measured: 1000,
      met: false,
    });
  });

  test("against peers takes the fastest of them, and neither the loop nor the bandwidth", () => {
    const rows = rowsWith(
      { [packageName]: 100, NumPy: 1200, [tensorflowWasmName]: 999, "read bandwidth": 1 },
      small,
    );
    expect(fastestOf(rows, small, peerKinds)?.contender).toBe(tensorflowWasmName);
    expect(verdict(["all peers"], small, rows)).toMatchObject({ measured: 9.99, met: false });
    expect(
      verdict(["all peers"], small, rowsWith({ [packageName]: 100, NumPy: 1000 }, small)).met,
    ).toBe(true);
  });

  test("against native frameworks does not count others, and asks more of probabilities", () => {
    const rows = rowsWith(
      { [packageName]: 100, NumPy: 90, "JAX jit": 80, "jax-js wasm": 1 },
      large,
    );
    expect(verdict(["ordinary", "native"], large, rows)).toMatchObject({
      required: 0.8,
      measured: 0.8,
      met: true,
    });
    const probabilities: Workload = { ...large, input: "probabilities" };
    const others = rowsWith({ [packageName]: 100, "JAX jit": 119 }, probabilities);
    expect(verdict(["ordinary", "native"], probabilities, others)).toMatchObject({
      required: 1.2,
      measured: 1.19,
      met: false,
    });
  });

  test("has its own contender: threads, kernel memory", () => {
    const rows = rowsWith(
      { [packageName]: 1000, [kernelMemoryName]: 125, [threadsName]: 50, "JAX jit": 100 },
      large,
    );
    expect(verdict(["kernel memory", "all cores"], large, rows)).toMatchObject({
      measured: 0.8,
      met: true,
    });
    expect(verdict(["threads on"], large, rows)).toMatchObject({
      required: 1.5,
      measured: 2,
      met: true,
    });
  });

  test("of bandwidth is a share", () => {
    const of: Workload = { ...workload, input: "probabilities", n: 2 ** 24 };
    const rows = rowsWith(
      { [packageName]: 3000, [kernelMemoryName]: 2000, "read bandwidth": 1000 },
      of,
    );
    expect(verdict(["ordinary", "bandwidth"], of, rows)).toMatchObject({
      measured: 1 / 3,
      met: false,
    });
    expect(verdict(["kernel memory", "bandwidth"], of, rows)).toMatchObject({
      measured: 0.5,
      met: true,
    });
  });

  test("in float64 is not judged by float32", () => {
    const of: Workload = { ...large, dtype: "float64" };
    const rows = [
      ...rowsWith({ [packageName]: 100, "JAX jit": 101 }, of),
      ...rowsWith({ [packageName]: 100, "JAX jit": 1 }, large),
    ];
    expect(verdict(["ordinary", "on one thread"], of, rows)).toMatchObject({
      measured: 1.01,
      met: true,
    });
  });

  test("without its contenders is not judged", () => {
    expect(verdict(["threads on"], large, rowsWith({ [packageName]: 1 }, large))).toMatchObject({
      measured: undefined,
      met: undefined,
    });
    const unread = rowsWith(
      { [packageName]: 1 },
      { ...workload, input: "probabilities", n: 2 ** 24 },
    );
    expect(
      verdict(
        ["ordinary", "bandwidth"],
        { ...workload, input: "probabilities", n: 2 ** 24 },
        unread,
      ).met,
    ).toBeUndefined();
  });

  test("is met or missed in the table, with the number", () => {
    const table = targetsTable([
      ...rowsWith({ [packageName]: 500, NumPy: 2500 }, small),
      ...rowsWith({ [packageName]: 500, NumPy: 450 }, large),
    ]);
    expect(table).toMatch(/^2 of 3 measured targets are met\.\n/);
    expect(table).toContain(
      "| a call on typed arrays | float32 | value | logits | 32 | < 1.00 µs | 500 ns met | not measured | not measured |",
    );
    expect(table).toContain(
      "| value | logits | 32 | ≥ 10.0× | 5.00× **missed** | not measured | not measured |",
    );
    expect(table).toContain(
      "| value | logits | 1 Mi | ≥ 0.80× | 0.90× met | not measured | not measured |",
    );
  });
});

describe("the README's table", () => {
  test("has a line for each workload of the README, with the fastest peer by name", () => {
    const rows = [
      ...rowsWith({ [packageName]: 500, NumPy: 4000, "TensorFlow.js cpu": 9000 }, small),
      ...rowsWith(
        { [packageName]: 2 ** 20, [threadsName]: 2 ** 19, "JAX jit": 2 ** 21, NumPy: 2 ** 22 },
        large,
      ),
    ];
    const lines = readmeTable(rows).split("\n");
    expect(lines[0]).toBe(
      "| quantity | input | N | one thread | 2 threads | fastest peer | × peer, one thread | × peer, 2 threads | × loop |",
    );
    expect(lines.slice(2, 3)).toEqual([
      "| value | logits | 1 Mi | 1.00 ns | 0.50 ns | 2.00 ns, JAX jit | 2.00× | 4.00× | 0.00× |",
    ]);
    expect(lines).toHaveLength(5);
  });

  test("needs rows of this package", () => {
    expect(() => readmeTable(rowsWith({ NumPy: 1 }, small))).toThrow(
      "the results have no rows of binary-crossentropy.",
    );
  });
});

describe("the page", () => {
  test("names what was there and what was not", () => {
    expect(speedPage(rowsWith({ [packageName]: 1, "jax-js wasm": 2 }, small))).toContain(
      "Peers: jax-js wasm; no native framework was there. Other programs used at most 5 % of the processor just before a workload.",
    );
  });

  test("has every contender, with its spread and its share", () => {
    const page = speedPage(
      rowsWith({ [packageName]: 2 ** 20, "read bandwidth": 2 ** 18, NumPy: 2 ** 21 }, large),
    );
    expect(page).toContain("### value, logits, hard labels, float32\n");
    expect(page).toContain("| binary-crossentropy | 1 | 1.00 ns (1.00–1.00) | 25 % |");
    expect(page).toContain("| NumPy | 1 | 2.00 ns (2.00–2.00) | 13 % |");
    expect(page).toContain("| read bandwidth | 1 | 0.25 ns (0.25–0.25) | 32.0 GB/s |");
  });

  test("is changed between the markers and nowhere else", () => {
    expect(insertBlock(`a\n${startMarker}\nold\n${endMarker}\nb`, "new")).toBe(
      `a\n${startMarker}\n\nnew\n\n${endMarker}\nb`,
    );
    expect(() => insertBlock(`${endMarker}${startMarker}`, "new")).toThrow(
      `the page must have the lines ${startMarker} and ${endMarker}, in this order.`,
    );
  });
});

// The roads in docs/speed.md, made of fixed results.

import { describe, expect, test } from "vitest";
import { formatRoads, parseRoads } from "../src/roads/road-rows.js";
import { roadsPage } from "../src/tables/roads-page.js";
import { roadResults, roadRowsWith } from "./fixtures.js";

describe("results of roads", () => {
  test("survive JSON", () => {
    expect(parseRoads(formatRoads(roadResults))).toEqual(roadResults);
  });

  test.each(["{", "[]", "{}", '{"made":{},"rows":[],"memory":[]}'])("%s is refused", (text) => {
    expect(() => parseRoads(text)).toThrow(
      "the results of the roads must be what `npm run bench -- --roads` writes.",
    );
  });

  test("compare each contender with this package", () => {
    const [own, loop] = roadRowsWith("logits, value", "flat, mean", {
      "binary-crossentropy": 2,
      "hand-written loop": 30,
    });
    expect(own).toMatchObject({ median_ns: 2048, ratio: 1, n: 1024, other_load: 0.05 });
    expect(loop).toMatchObject({ ratio: 15, ratio_p20: 15, ratio_p80: 15 });
  });
});

describe("the page", () => {
  const page = roadsPage(roadResults);

  test("says what made it, and how many limits are met", () => {
    expect(page).toContain(
      'on 1 Ki elements where a size is not said. Some "CPU", 3 GHz, 2 cores, Node 20.19.0, binary-crossentropy 0.1.0, 2024-02-29, by `npm run bench -- --roads`. Other programs used at most 5 % of the processor',
    );
    expect(page).toContain(
      "3 of 5 roads cost what they may, 1 of 2 are as fast as the fastest framework with one thread, " +
        "0 of 1 half as fast again with threads on all cores, " +
        "1 of 1 with threads reach nine tenths of what independent processes reach together, 1 of 2 take at most 1 MiB.",
    );
  });

  test("leaves out roads that were not measured", () => {
    expect(page).not.toContain("Hessian");
  });

  test.each([
    ["the flat road costs 1", "| flat, mean | ≤ 1.00× | 2.00 ns | 1.00 (1.00–1.00) met |"],
    ["a road its multiple", "| weights of elements | ≤ 2.00× | 4.00 ns | 2.00 (2.00–2.00) met |"],
    ["too much is missed", "| plain arrays | ≤ 7.00× | 20.0 ns | 10.0 (10.0–10.0) **missed** |"],
    [
      "a loss of one's own is judged beyond its loop",
      "| a loss of one's own | ≤ 3.00× beyond its loop | 10.0 ns | 2.50 (2.50–2.50) met |",
    ],
    ["float64 against float32", "| weights of elements |  |  |  |  |  | 2.50 **missed** |  |"],
    [
      "frameworks by how many times as long they take",
      "| weights of elements | 4.00 ns | 10.0× | 2.00× | 0.75× | PyTorch eager, 0.75× (0.75–0.75) **missed** |",
    ],
    ["the loop where there is a limit", "| plain arrays | 20.0 ns | 1.50× **missed** |"],
    [
      "threads by their processes",
      "| flat, mean | 2.00 ns | 95 % met | 1.25× | JAX jit, 1.25× (1.25–1.25) **missed** |",
    ],
    ["a small call as a whole", "| flat, mean | 512 ns (512–512) |"],
    ["memory in KiB", "| plain arrays | 1025 KiB **missed** |"],
  ])("%s", (_, line) => {
    expect(page).toContain(line);
  });
});

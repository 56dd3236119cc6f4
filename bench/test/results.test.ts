// From samples to rows, to CSV and back.

import { describe, expect, test } from "vitest";
import { formatCsv, parseCsv } from "../src/csv.js";
import { formatCount, formatRatio, formatSpread, formatTime } from "../src/format.js";
import { bandwidthName, bytesName, handWrittenName, packageName } from "../src/names.js";
import { rowsOf } from "../src/rows.js";
import { percentile, spreadOf } from "../src/statistics.js";
import { made, timing, timings, workload } from "./fixtures.js";

describe("statistics", () => {
  test("percentiles interpolate between the nearest ranks, as NumPy's default does", () => {
    expect(percentile([40, 10, 30, 20], 50)).toBe(25);
    expect(percentile([40, 10, 30, 20], 20)).toBeCloseTo(16, 12);
    expect(percentile([40, 10, 30, 20], 0)).toBe(10);
    expect(percentile([40, 10, 30, 20], 100)).toBe(40);
    expect(percentile([7], 80)).toBe(7);
    expect(percentile([], 50)).toBeNaN();
  });

  test("a spread is the median with p20 and p80, sorted as numbers", () => {
    expect(spreadOf([100, 9, 11, 10, 8, 12])).toEqual({ median: 10.5, p20: 9, p80: 12 });
  });
});

describe("rows", () => {
  test("take ratios round by round", () => {
    const [own, loop] = rowsOf(
      workload,
      [timing(packageName, [10, 200, 30]), timing(handWrittenName, [20, 400, 60])],
      made,
      0.05,
    );
    expect(own).toMatchObject({
      median_ns: 30,
      time_ratio: 0.5,
      time_ratio_p20: 0.5,
      time_ratio_p80: 0.5,
    });
    expect(loop).toMatchObject({ time_ratio: 1, elements_per_second: (2048 / 60) * 1e9 });
  });

  test("compare only the rounds that both took part in", () => {
    const rows = rowsOf(
      workload,
      [timing("NumPy", [10, 20, 900]), timing(handWrittenName, [20, 40]), timing("JAX jit", [80])],
      made,
      0.05,
    );
    expect(rows.map(({ time_ratio, samples }) => [time_ratio, samples])).toEqual([
      [0.5, 3],
      [1, 2],
      [4, 1],
    ]);
    expect(rowsOf(workload, [timing("NumPy", [10])], made, 0.05)[0]!.time_ratio).toBeNaN();
  });

  test("count the bytes that must be read and written, and share out the read bandwidth", () => {
    const bytes = (of: Partial<typeof workload>, name = packageName) =>
      rowsOf({ ...workload, ...of }, [timing(name, [1])], made, 0.05)[0]!.bytes_per_element;
    expect(bytes({})).toBe(8);
    expect(bytes({ weights: "per sample" })).toBe(12);
    expect(bytes({ quantity: "value and gradient" })).toBe(12);
    expect(bytes({ quantity: "value and gradient", weights: "per sample", dtype: "float64" })).toBe(
      32,
    );
    expect(bytes({}, bytesName)).toBe(5);
    expect(bytes({ quantity: "value and gradient", weights: "per sample" }, bandwidthName)).toBe(8);
    // 16 KiB in 4.096 µs and in 1.024 µs.
    expect(rowsOf(workload, timings, made, 0.05)[0]).toMatchObject({
      gb_per_second: 4,
      bandwidth_share: 0.25,
    });
  });

  test("say what each contender is", () => {
    expect(
      rowsOf(workload, timings, made, 0.05).map(({ kind, threads, version, kernel }) => [
        kind,
        threads,
        version,
        kernel,
      ]),
    ).toEqual([
      ["this package", 1, "", "simd"],
      ["loop", 1, "", ""],
      ["native", 2, "2.0", ""],
      ["bandwidth", 1, "", ""],
    ]);
    expect(() => rowsOf(workload, [timing("SciPy", [1])], made, 0.05)).toThrow(
      "no contender is called SciPy",
    );
  });
});

describe("results", () => {
  const rows = rowsOf(workload, timings, made, 0.05);

  test("survive CSV, quotes, commas and what there is no number for included", () => {
    expect(parseCsv(formatCsv(rows))).toEqual(rows);
  });

  test("with a missing column or a bad number are refused", () => {
    const csv = formatCsv(rows);
    expect(() => parseCsv(csv.replace("median_ns", "median"))).toThrow(
      "the results lack the column median_ns.",
    );
    expect(() => parseCsv(csv.replace(",4096,", ",much,"))).toThrow(
      'row 1 of the results has "much" as median_ns, which is not a number.',
    );
  });

  test("are printed in three digits and binary units", () => {
    expect([0.5, 12.34, 999, 1234, 5.6e7, 2e9].map(formatTime)).toEqual([
      "0.50 ns",
      "12.3 ns",
      "999 ns",
      "1.23 µs",
      "56.0 ms",
      "2.00 s",
    ]);
    expect([32, 1000, 1024, 65536, 2 ** 24].map(formatCount)).toEqual([
      "32",
      "1000",
      "1 Ki",
      "64 Ki",
      "16 Mi",
    ]);
    expect(formatSpread(1234, 999, 15_600)).toBe("1.23 µs (1.00–15.6)");
    expect(formatRatio({ time_ratio: 123.4, time_ratio_p20: 0.567, time_ratio_p80: 1000 })).toBe(
      "123 (0.57–1000)",
    );
  });
});

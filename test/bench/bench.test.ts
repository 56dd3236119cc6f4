// The benchmark's own arithmetic, its files and its command lines. What it measures is not tested: it varies.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { check } from "../../bench/src/check.js";
import type { Prepared } from "../../bench/src/contenders/contender.js";
import { handWritten } from "../../bench/src/contenders/hand-written.js";
import { formatCsv, parseCsv, type Row } from "../../bench/src/csv.js";
import { formatCount, formatTime } from "../../bench/src/format.js";
import { measure, smokeLimits } from "../../bench/src/measure.js";
import { handWrittenName, packageName } from "../../bench/src/names.js";
import { endMarker, startMarker } from "../../bench/src/readme.js";
import { referenceOf } from "../../bench/src/reference.js";
import { rowsOf } from "../../bench/src/run-cell.js";
import { percentile, spreadOf } from "../../bench/src/statistics.js";
import { createData, type Workload, workloadsOf } from "../../bench/src/workloads.js";

const benchFolder = fileURLToPath(new URL("../../bench", import.meta.url));
const made = { date: "2024-02-29", device: 'Some "CPU", 3 GHz', cores: 2, node: "20.19.0", package: "0.1.0" };
const workload: Workload = { quantity: "value", input: "logits", labels: "hard", dtype: "float32", n: 2048 };
const timings = [
  { contender: packageName, samples: [2048, 4096, 6144] },
  { contender: handWrittenName, samples: [4096, 4096, 4096] },
];

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bench-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(script: "main" | "table", ...args: string[]) {
  return spawnSync(process.execPath, ["--import", "tsx", `src/${script}.ts`, ...args], { cwd: benchFolder, encoding: "utf8" });
}

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

  test("ratios are taken round by round", () => {
    const samples = [
      { contender: packageName, samples: [10, 200, 30] },
      { contender: handWrittenName, samples: [20, 400, 60] },
    ];
    const [own, loop] = rowsOf(workload, samples, made);
    expect(own).toMatchObject({ median_ns: 30, time_ratio: 0.5, time_ratio_p20: 0.5, time_ratio_p80: 0.5 });
    expect(loop).toMatchObject({ time_ratio: 1, elements_per_second: (2048 / 60) * 1e9 });
  });
});

describe("measuring", () => {
  test("samples every function once in each round", () => {
    const { samples, sink } = measure([() => 1, () => Math.log(2)], smokeLimits);
    expect(samples[0]!.length).toBeGreaterThanOrEqual(smokeLimits.minRounds);
    expect(samples[1]).toHaveLength(samples[0]!.length);
    expect(samples.flat().every((ns) => ns > 0)).toBe(true);
    expect(sink).toBeGreaterThan(0);
  });

  test("makes the same data every time", () => {
    expect(createData(workload)).toEqual(createData(workload));
  });

  test("refuses a contender that is wrong, or leaves a gradient unwritten", async () => {
    for (const each of workloadsOf([32])) {
      const data = createData(each);
      const reference = referenceOf(each, data);
      const right = (await handWritten.prepare(each, data)) as Prepared;
      expect(() => check("x", right, reference)).not.toThrow();
      const wrong = { run: () => reference.mean * 1.00001, grad: right.grad };
      expect(() => check("x", wrong, reference)).toThrow(/^x: the mean must be within 0.000001 of 0\.\d+, relative, got 0\.\d+\.$/);
      const lazy = { run: () => reference.mean, grad: right.grad };
      if (reference.grad) expect(() => check("x", lazy, reference)).toThrow(/^x: the gradient at 0 must be .*, got NaN\.$/);
    }
  });
});

describe("results", () => {
  const rows: Row[] = rowsOf(workload, timings, made);

  test("survive CSV, quotes and commas included", () => {
    expect(parseCsv(formatCsv(rows))).toEqual(rows);
  });

  test("with a missing column or a bad number are refused", () => {
    const csv = formatCsv(rows);
    expect(() => parseCsv(csv.replace("median_ns", "median"))).toThrow("the results lack the column median_ns.");
    expect(() => parseCsv(csv.replace(",4096,", ",much,"))).toThrow('row 1 of the results has "much" as median_ns, which is not a number.');
  });

  test("are printed in three digits and binary units", () => {
    expect([0.5, 12.34, 999, 1234, 5.6e7, 2e9].map(formatTime)).toEqual(["0.50 ns", "12.3 ns", "999 ns", "1.23 µs", "56.0 ms", "2.00 s"]);
    expect([32, 1000, 1024, 65536, 2 ** 24].map(formatCount)).toEqual(["32", "1000", "1 Ki", "64 Ki", "16 Mi"]);
  });
});

describe("npm run table", { timeout: 60_000 }, () => {
  const paths = () => ({ csv: join(folder, "results.csv"), readme: join(folder, "README.md") });

  test("writes the README's table, and --check sees whether it is there", () => {
    const { csv, readme } = paths();
    const small: Workload = { ...workload, n: 32 };
    writeFileSync(csv, formatCsv([...rowsOf(small, timings, made), ...rowsOf(workload, timings, made)]));
    writeFileSync(readme, `# Title\n\n${startMarker}\nold\n${endMarker}\n\nMore.\n`);
    const stale = run("table", "--check", "--csv", csv, "--readme", readme);
    expect(stale.stderr).toBe(`table: ${readme} does not show ${csv}. Run \`npm run table -w bench\`.\n`);
    expect(stale.status).toBe(1);
    expect(readFileSync(readme, "utf8")).toContain("old");

    expect(run("table", "--csv", csv, "--readme", readme).status).toBe(0);
    expect(readFileSync(readme, "utf8")).toBe(`# Title

${startMarker}

| N | quantity | input | this package | hand-written loop | time ÷ loop (p20–p80) |
|--:|---|---|--:|--:|--:|
| 32 | value | logits | 4.10 µs per call | 4.10 µs per call | 1.00 (0.70–1.30) |
| 2 Ki | value | logits | 2.00 ns per element | 2.00 ns per element | 1.00 (0.70–1.30) |

Medians; below 1 this package is faster. float32, hard labels; Some "CPU", 3 GHz, 2 cores, Node 20.19.0, binary-crossentropy 0.1.0, 2024-02-29. Made by \`npm run bench\`, then \`npm run table -w bench\`.

${endMarker}

More.
`);
    expect(run("table", "--check", "--csv", csv, "--readme", readme).status).toBe(0);
  });

  test("says what is missing", () => {
    const { csv, readme } = paths();
    writeFileSync(csv, formatCsv(rowsOf(workload, timings, made)));
    writeFileSync(readme, "# Title\n");
    const unmarked = run("table", "--csv", csv, "--readme", readme);
    expect(unmarked.stderr).toBe(`table: the README must have the lines ${startMarker} and ${endMarker}, in this order.\n`);
    expect(unmarked.status).toBe(1);
    const absent = join(folder, "absent.md");
    expect(run("table", "--csv", csv, "--readme", absent).stderr).toBe(`table: cannot read ${absent} (ENOENT).\n`);
  });
});

describe("npm run bench", { timeout: 120_000 }, () => {
  test("--smoke measures both contenders on every workload", () => {
    const out = join(folder, "smoke");
    const smoke = run("main", "--smoke", "--sizes", "32", "--out", out);
    expect(smoke.stderr).toBe("");
    expect(smoke.status).toBe(0);
    const rows = parseCsv(readFileSync(join(out, "results.csv"), "utf8"));
    const seen = rows.map(({ quantity, input, n, contender }) => [quantity, input, n, contender]);
    const expected = workloadsOf([32]).flatMap(({ quantity, input, n }) =>
      [packageName, handWrittenName].map((contender) => [quantity, input, n, contender]),
    );
    expect(seen).toEqual(expected);
    for (const row of rows) expect(row.median_ns).toBeGreaterThan(0);
    for (const { contender } of rows) expect(smoke.stdout).toContain(contender);
  });

  test("--help says how to use it", () => {
    expect(run("main", "--help")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Usage: npm run bench/) });
  });

  test.each([
    [["--fast"], "bench: Unknown option '--fast'. See --help.\n"],
    [["--sizes"], "bench: Option '--sizes <value>' argument missing. See --help.\n"],
    [["--sizes", "32,0"], 'bench: --sizes must be integers from 1 to 268435456 with commas between them, got "32,0".\n'],
    [
      ["--out", join(benchFolder, "package.json")],
      `bench: --out must be a folder that can be written to, got ${join(benchFolder, "package.json")} (EEXIST).\n`,
    ],
  ])("%j is refused in one line, with exit code 2", (args, message) => {
    expect(run("main", ...args)).toMatchObject({ status: 2, stderr: message, stdout: "" });
  });
});

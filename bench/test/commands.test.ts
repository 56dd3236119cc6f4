// The benchmark's commands, as people run them.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { testInTiers, thorough } from "@binary-crossentropy/test/tiers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chartNames } from "../src/charts/names.js";
import { formatCsv, parseCsv } from "../src/csv.js";
import {
  bandwidthName,
  baseName,
  bytesName,
  handWrittenName,
  kernelMemoryName,
  packageName,
  sharedName,
  threadsName,
} from "../src/names.js";
import { formatRoads, parseRoads } from "../src/roads/road-rows.js";
import { roads } from "../src/roads/roads.js";
import { variants } from "../src/roads/variants.js";
import { roster } from "../src/roster.js";
import { rowsOf } from "../src/rows.js";
import { endMarker, startMarker } from "../src/tables/block.js";
import { smokeWorkloads } from "../src/workloads.js";
import { benchFolder, made, roadResults, run, timings, workload } from "./fixtures.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bench-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("npm run table", { timeout: 60_000 }, () => {
  const paths = () => ({
    csv: join(folder, "results.csv"),
    readme: join(folder, "README.md"),
    speed: join(folder, "speed.md"),
    roads: join(folder, "roads.json"),
  });
  const page = `# Title\n\n${startMarker}\nold\n${endMarker}\n\nMore.\n`;

  test(
    "writes the README's table and the page, and --check sees whether they are there",
    thorough,
    () => {
      const { csv, readme, speed, roads } = paths();
      writeFileSync(roads, formatRoads(roadResults));
      writeFileSync(
        csv,
        formatCsv([
          ...rowsOf({ ...workload, n: 32 }, timings, made, 0.05),
          ...rowsOf({ ...workload, n: 2 ** 20 }, timings, made, 0.05),
          ...rowsOf(workload, timings, made, 0.05),
        ]),
      );
      writeFileSync(readme, page);
      writeFileSync(speed, page);
      const args = ["--csv", csv, "--readme", readme, "--speed", speed, "--roads", roads];
      const stale = run("table", "--check", ...args);
      expect(stale.stderr).toBe(
        `table: ${readme} does not show ${csv}. Run \`npm run table -w bench\`.\n`,
      );
      expect(stale.status).toBe(1);
      expect(readFileSync(readme, "utf8")).toBe(page);

      expect(run("table", ...args)).toMatchObject({ status: 0, stderr: "" });
      const written = readFileSync(readme, "utf8");
      expect(written).toContain(
        "| value | logits | 1 Mi | 0.00 ns |  | 0.01 ns, NumPy | 2.00× |  | 1.00× |\n",
      );
      expect(written).toContain(
        'float32, hard labels; Some "CPU", 3 GHz, 2 cores, Node 20.19.0, binary-crossentropy 0.1.0 with its simd kernels, 2024-02-29.',
      );
      expect(written).toMatch(
        /^# Title\n\n<!-- bench:start -->\n\n\|.*\n\n<!-- bench:end -->\n\nMore\.\n$/s,
      );
      expect(readFileSync(speed, "utf8")).toContain(
        "| NumPy | 2 | 8.19 µs (8.19–8.19) | 0.01 ns (0.01–0.01) | 4.00 ns (4.00–4.00) |",
      );
      expect(readFileSync(speed, "utf8")).toContain(
        "| weights of elements | ≤ 2.00× | 4.00 ns | 2.00 (2.00–2.00) met |",
      );

      expect(run("table", "--check", ...args).status).toBe(0);
      writeFileSync(speed, page);
      expect(run("table", "--check", ...args).stderr).toBe(
        `table: ${speed} does not show ${csv}. Run \`npm run table -w bench\`.\n`,
      );
    },
  );

  test("says what is missing", () => {
    const { csv, readme, speed, roads } = paths();
    writeFileSync(csv, formatCsv(rowsOf(workload, timings, made, 0.05)));
    for (const file of [readme, speed]) writeFileSync(file, page);
    writeFileSync(roads, "{}");
    const unread = run("table", "--csv", csv, "--speed", speed, "--roads", roads);
    expect(unread.stderr).toBe(
      "table: the results of the roads must be what `npm run bench -- --roads` writes.\n",
    );
    writeFileSync(roads, formatRoads(roadResults));
    writeFileSync(readme, "# Title\n");
    writeFileSync(speed, page);
    const unmarked = run(
      "table",
      ...["--csv", csv, "--readme", readme, "--speed", speed, "--roads", roads],
    );
    expect(unmarked.stderr).toBe(
      `table: the page must have the lines ${startMarker} and ${endMarker}, in this order.\n`,
    );
    expect(unmarked.status).toBe(1);
    // Neither page is written where one cannot be.
    expect(readFileSync(speed, "utf8")).toBe(page);
    const absent = join(folder, "absent.md");
    expect(run("table", "--csv", csv, "--readme", absent).stderr).toBe(
      `table: cannot read ${absent} (ENOENT).\n`,
    );
  });
});

describe("npm run charts", { timeout: 60_000 }, () => {
  test(
    "draws every picture that the page shows, and --check sees whether they are there",
    thorough,
    () => {
      const csv = join(folder, "charts.csv");
      const out = join(folder, "images");
      const large = rowsOf({ ...workload, n: 2 ** 20 }, timings, made, 0.05);
      const rows = [...large, ...rowsOf(workload, timings, made, 0.05)].flatMap((row) =>
        (["value", "value and gradient"] as const).flatMap((quantity) =>
          (["logits", "probabilities"] as const).map((input) => ({ ...row, quantity, input })),
        ),
      );
      writeFileSync(csv, formatCsv(rows));
      expect(run("charts", "--csv", csv, "--out", out)).toMatchObject({ status: 0, stderr: "" });
      expect(readdirSync(out).sort()).toEqual(chartNames.map(({ file }) => file).sort());
      expect(run("charts", "--check", "--csv", csv, "--out", out).status).toBe(0);
      const file = join(out, chartNames[0]!.file);
      writeFileSync(file, readFileSync(file, "utf8").replace("Mean", "Mode"));
      const stale = run("charts", "--check", "--csv", csv, "--out", out);
      expect(stale).toMatchObject({
        status: 1,
        stderr: `charts: ${file} does not show ${csv}. Run \`npm run charts -w bench\`.\n`,
      });
    },
  );
});

describe("npm run bench", { timeout: 240_000 }, () => {
  test("--smoke measures every contender that there is on every workload", thorough, () => {
    const out = join(folder, "smoke");
    const smoke = run(
      "main",
      "--smoke",
      "--sizes",
      "32",
      "--python",
      "/nowhere/python",
      "--out",
      out,
    );
    expect(smoke.stderr).toBe("");
    expect(smoke.status).toBe(0);
    expect(smoke.stdout).toContain(
      "not found: NumPy, TensorFlow, PyTorch, JAX (bench/setup-peers.sh makes an environment for them)\n",
    );
    const rows = parseCsv(readFileSync(join(out, "results.csv"), "utf8"));
    const seen = rows.map(({ quantity, input, labels, weights, dtype, contender }) => [
      quantity,
      input,
      labels,
      weights,
      dtype,
      contender,
    ]);
    const expected = smokeWorkloads([32]).flatMap(({ quantity, input, labels, weights, dtype }) =>
      [
        packageName,
        kernelMemoryName,
        ...(labels === "hard" && weights === "none" && dtype === "float32" ? [bytesName] : []),
        handWrittenName,
        ...(dtype === "float32" ? ["TensorFlow.js cpu", "TensorFlow.js wasm", "jax-js wasm"] : []),
        bandwidthName,
      ].map((contender) => [quantity, input, labels, weights, dtype, contender]),
    );
    expect(seen).toEqual(expected);
    for (const row of rows) expect(row.median_ns).toBeGreaterThan(0);
    for (const { contender } of rows) expect(smoke.stdout).toContain(contender);
  });

  test.skipIf(availableParallelism() < 2)(
    "has threads where there are enough elements for them",
    thorough,
    () => {
      const out = join(folder, "threads");
      const args = [
        "--workloads",
        "gradient probabilities smoothed",
        "--contenders",
        "threads",
        "--python",
        "/nowhere/python",
        "--out",
        out,
      ];
      for (const [size, expected] of [
        ["262144", [threadsName, sharedName, handWrittenName]],
        ["1024", [handWrittenName]],
      ] as const) {
        expect(run("main", "--smoke", "--sizes", size, ...args)).toMatchObject({
          status: 0,
          stderr: "",
        });
        const rows = parseCsv(readFileSync(join(out, "results.csv"), "utf8"));
        expect(rows.map(({ contender }) => contender)).toEqual(expected);
        expect(rows[0]!.threads).toBe(expected.length === 1 ? 1 : availableParallelism());
      }
    },
  );

  test("measures the workloads and contenders that are asked for", () => {
    const out = join(folder, "part");
    const args = [
      "--workloads",
      "gradient smoothed logits",
      "--contenders",
      "memory",
      "--python",
      "/nowhere/python",
      "--out",
      out,
    ];
    const part = run("main", "--smoke", "--sizes", "32", ...args);
    expect(part).toMatchObject({ status: 0, stderr: "" });
    expect(part.stdout).not.toContain("not found");
    const rows = parseCsv(readFileSync(join(out, "results.csv"), "utf8"));
    expect(rows.map(({ contender }) => contender)).toEqual([kernelMemoryName, handWrittenName]);
    expect(rows[0]).toMatchObject({
      quantity: "value and gradient",
      input: "logits",
      labels: "smoothed",
    });
  });

  test("--roads measures the roads that are asked for, each beside its flat road", thorough, () => {
    const out = join(folder, "roads");
    const args = [
      "--only",
      "logits, value: (weights of elements|plain)",
      "--sizes",
      "8192",
      "--out",
      out,
    ];
    const part = run("main", "--roads", "--smoke", ...args, "--python", "/nowhere/python");
    expect(part).toMatchObject({ status: 0, stderr: "" });
    expect(part.stdout).toContain("not found: NumPy, TensorFlow, PyTorch, JAX");
    const { made, rows } = parseRoads(readFileSync(join(out, "roads.json"), "utf8"));
    expect(made.command).toMatch(/^npm run bench -- --roads --smoke --only /);
    expect(rows.map(({ road, contender }) => [road, contender])).toEqual(
      ["weights of elements", "plain arrays"].flatMap((road) =>
        [packageName, baseName, handWrittenName].map((contender) => [road, contender]),
      ),
    );
    for (const { median_ns, ratio } of rows) expect(median_ns * ratio).toBeGreaterThan(0);
  });

  test("--roads --smoke has every road and every variant", thorough, () => {
    const out = join(folder, "all-roads");
    const all = run("main", "--roads", "--smoke", "--python", "/nowhere/python", "--out", out);
    expect(all).toMatchObject({ status: 0, stderr: "" });
    const { rows } = parseRoads(readFileSync(join(out, "roads.json"), "utf8"));
    expect(new Set(rows.map(({ road }) => road))).toEqual(new Set(roads.map(({ name }) => name)));
    const measured = new Set(rows.map(({ variant }) => variant));
    const here = variants.filter(
      ({ peers }) => peers !== "all cores" || availableParallelism() > 1,
    );
    expect(measured).toEqual(new Set(here.map(({ name }) => name)));
  });

  test("--help says how to use it", () => {
    expect(run("main", "--help")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Usage: npm run bench/),
    });
  });

  const refused: [args: string[], message: string][] = [
    [["--fast"], "bench: Unknown option '--fast'. See --help.\n"],
    [["--only", "mask"], "bench: --only is for --roads. See --help.\n"],
    [["--sizes"], "bench: Option '--sizes <value>' argument missing. See --help.\n"],
    [
      ["--sizes", "32,0"],
      'bench: --sizes must be integers from 1 to 268435456 with commas between them, got "32,0".\n',
    ],
    [
      ["--workloads", "logit"],
      'bench: --workloads must be words from a title such as "value, logits, hard labels, float32, N = 32", got "logit".\n',
    ],
    [
      ["--contenders", "scipy"],
      `bench: --contenders must be names or parts of them, ${roster.map(({ name }) => name).join(", ")}; got "scipy".\n`,
    ],
    [
      ["--out", join(benchFolder, "package.json")],
      `bench: --out must be a folder that can be written to, got ${join(benchFolder, "package.json")} (EEXIST).\n`,
    ],
  ];
  testInTiers(
    refused.map(([args, message]) => [args.join(" "), args, message] as const),
    ["--fast", "--sizes 32,0"],
    (_, args, message) => {
      expect(run("main", ...args)).toMatchObject({ status: 2, stderr: message, stdout: "" });
    },
  );
});

// The example on the breast-cancer data: it retraces TensorFlow, learns, draws, and behaves on the
// command line.

import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseHTML } from "linkedom";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UsageError } from "../src/support/run.js";
import { classNames, readWdbc } from "../src/wdbc/data.js";
import { readOptions } from "../src/wdbc/options.js";
import { histogram, lossPicture, probabilityPicture } from "../src/wdbc/pictures.js";
import { measure } from "../src/wdbc/report.js";
import { describeRun, readReferenceRuns, referenceData, retrace } from "../src/wdbc/retrace.js";
import { splitParts, stratifiedSplit } from "../src/wdbc/split.js";
import { lossChart } from "../src/wdbc/terminal-chart.js";
import { observe, type Trained } from "../src/wdbc/training.js";

const data = readWdbc();
const parts = splitParts(data, 0.25, 1);

function trainQuietly(name: string, balanced: boolean, epochs: number): Trained {
  const steps = [...observe(parts, { name, balanced, epochs, learningRate: 0.5 })];
  return { name, curve: steps, model: steps.at(-1)!.model };
}

describe("the reference runs", () => {
  const { runs } = readReferenceRuns();
  const standardised = referenceData();

  test("are five, of 100 losses each", () => {
    expect(runs.map(({ losses }) => losses.length)).toEqual([100, 100, 100, 100, 100]);
  });

  test.each(runs.map((run) => ({ run, title: describeRun(run) })))(
    "$title: every loss within 2e-5, every weight within 3e-6",
    ({ run }) => {
      const { losses, model, difference } = retrace(standardised, run);
      expect(
        losses
          .map((loss, i) => Math.abs(loss / run.losses[i]! - 1))
          .filter((relative) => !(relative <= 2e-5)),
      ).toEqual([]);
      expect(difference).toBeLessThanOrEqual(2e-5);
      // Each of 100 updates in float32 rounds a weight below 1 by at most 2^-25: 3e-6 in all, if no
      // rounding cancels another.
      const reference = [...run.final_w, run.final_b];
      expect(Math.max(...reference.map(Math.abs))).toBeLessThan(1);
      const off = [...model.weights, model.bias].map((w, j) => Math.abs(w - reference[j]!));
      expect(off).toHaveLength(31);
      expect(Math.max(...off)).toBeLessThanOrEqual(3e-6);
    },
  );

  test("one loss that is out shows", () => {
    const run = runs[0]!;
    const losses = run.losses.map((loss, i) => (i === 57 ? loss * 1.0001 : loss));
    expect(retrace(standardised, { ...run, losses }).difference).toBeCloseTo(1e-4, 6);
  });
});

describe("the split", () => {
  const split = stratifiedSplit(data.labels, 0.25, 1);

  test("has every row once", () => {
    expect([...split.train, ...split.test].sort((a, b) => a - b)).toEqual([...data.labels.keys()]);
  });

  test("holds out a quarter of each class", () => {
    const held = split.test.map((i) => data.labels[i]);
    expect(classNames.map((_, label) => held.filter((other) => other === label).length)).toEqual([
      Math.round(357 / 4),
      212 / 4,
    ]);
  });

  test("follows from the seed", () => {
    expect(stratifiedSplit(data.labels, 0.25, 1)).toEqual(split);
    expect(stratifiedSplit(data.labels, 0.25, 2)).not.toEqual(split);
  });

  test("is standardised by the training rows alone", () => {
    const column = parts.train.rows.map((row) => row[3]!);
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length;
    expect(mean).toBeCloseTo(0, 6);
    expect(variance).toBeCloseTo(1, 6);
  });
});

describe("training", () => {
  const plain = trainQuietly("plain", false, 100);
  const balanced = trainQuietly("balanced", true, 100);

  // From log 2 = 0.693. Who knows only the share of malignant rows stays at 0.66; with the sum's
  // gradient in place of the mean's, or with its sign turned, the loss ends above 1.
  test("brings the loss on the test rows below 0.125", () => {
    expect(plain.curve[0]!.test).toBeCloseTo(Math.LN2, 6);
    expect(plain.curve.at(-1)!.test).toBeLessThan(0.125);
    expect(plain.curve.at(-1)!.train).toBeLessThan(0.06);
  });

  test("makes each model the better one at the loss that it was trained on", () => {
    const [first, second] = [
      measure(plain.model, parts.train),
      measure(balanced.model, parts.train),
    ];
    expect(first.plain).toBeLessThan(second.plain);
    expect(second.balanced).toBeLessThan(first.balanced);
    expect(measure(plain.model, parts.test).accuracy).toBeGreaterThan(0.95);
  });

  test("stops where the loss is no longer finite", () => {
    const steps = observe(parts, {
      name: "plain",
      balanced: false,
      epochs: 5,
      learningRate: 1e308,
    });
    expect(() => [...steps]).toThrow(
      "the loss is no longer finite at epoch 1. Choose a smaller --learning-rate.",
    );
  });

  test("draws a line of each part in each panel", () => {
    const svg = readSvg(lossPicture([plain, balanced]));
    const lines = [...svg.querySelectorAll('g[aria-label="line"] path')].map((path) =>
      path.getAttribute("stroke"),
    );
    expect(lines).toEqual(["#0072b2", "#d55e00", "#0072b2", "#d55e00"]);
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        "■ train",
        "■ test",
        "plain loss",
        "balanced loss",
        "loss (nats)",
        "epoch",
      ]),
    );
  });

  test("draws a histogram of each class in each panel", () => {
    const bars = histogram(plain, parts.test);
    const rows = classNames.map((name) =>
      bars.filter((bar) => bar.class === name).reduce((sum, { count }) => sum + count, 0),
    );
    expect(rows).toEqual([89, 53]);
    const svg = readSvg(probabilityPicture([plain, balanced], parts.test));
    const fills = [...svg.querySelectorAll('g[aria-label="rect"] rect')].map((rect) =>
      rect.getAttribute("fill"),
    );
    expect(new Set(fills)).toEqual(new Set(["#0072b2", "#d55e00"]));
    expect(texts(svg)).toEqual(
      expect.arrayContaining(["■ benign", "■ malignant", "predicted probability of malignant"]),
    );
  });

  test("draws both parts in characters", () => {
    expect(lossChart(plain)).toMatch(
      /^Loss in nats, plain: ● train, ○ test\n[\s\S]*●●[\s\S]*epoch$/,
    );
    expect(lossChart(plain)).toContain("○○");
  });
});

function readSvg(text: string): Element {
  expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(text).not.toContain("NaN");
  return parseHTML(`<!doctype html><body>${text}</body>`).document.querySelector("svg")!;
}

function texts(svg: Element): (string | null)[] {
  return [...svg.querySelectorAll("text")].map((node) => node.textContent?.trim() ?? null);
}

describe("the options", () => {
  test("have defaults", () => {
    expect(readOptions([])).toMatchObject({ epochs: 500, learningRate: 0.5, help: false });
    expect(readOptions(["--epochs", "7", "--learning-rate", "1e-2", "--out", "x"])).toMatchObject({
      epochs: 7,
      learningRate: 0.01,
      out: "x",
    });
  });

  test.each([
    [["--epochs", "many"], '--epochs must be a whole number from 1 to 100000, got "many"'],
    [["--epochs", "1.5"], '--epochs must be a whole number from 1 to 100000, got "1.5"'],
    [["--epochs="], '--epochs must be a whole number from 1 to 100000, got ""'],
    [["--learning-rate=-1"], '--learning-rate must be a number above 0, got "-1"'],
    [["--learning-rate", "Infinity"], '--learning-rate must be a number above 0, got "Infinity"'],
    [["--out="], "--out must be a folder, got an empty text"],
    [["--momentum", "1"], "Unknown option '--momentum'"],
  ])("refuse %j", (args, message) => {
    expect(() => readOptions(args)).toThrow(new UsageError(message));
  });
});

// In a process of its own the example gets the built package.
describe("the command line", () => {
  const main = fileURLToPath(new URL("../src/wdbc/main.ts", import.meta.url));
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "wdbc-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function runMain(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      execFile(process.execPath, ["--import", "tsx", main, ...args], (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  }

  test("prints plain lines into a pipe and writes both pictures", { timeout: 60_000 }, async () => {
    const { code, stdout, stderr } = await runMain(
      "--epochs",
      "40",
      "--out",
      join(folder, "new", "out"),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toContain("\x1b");
    expect(stdout).not.toContain("\r");
    expect(stdout).toMatch(/^plain +epoch 40 +train 0\.0\d+ +test 0\.1\d+$/m);
    expect(stdout).toMatch(/^balanced +epoch 40 +train 0\.0\d+ +test 0\.1\d+$/m);
    // A path is as long as it is, and so is the column that it stands in.
    const lines = stdout
      .split("\n")
      .filter((line) => !line.includes(folder) && !line.startsWith("file "));
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    for (const name of ["wdbc-loss.svg", "wdbc-probabilities.svg"]) {
      const path = join(folder, "new", "out", name);
      expect(stdout).toContain(path);
      expect(readFileSync(path, "utf8")).toMatch(/^<svg xmlns=[\s\S]*<\/svg>$/);
    }
  });

  test("ends with bce score on its predictions, whose losses are those that it printed, and with the report", {
    timeout: 60_000,
  }, async () => {
    const out = join(folder, "it's scored");
    const { code, stdout, stderr } = await runMain("--epochs", "40", "--out", out);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const printed = /^plain +epoch 40 +train (0\.\d{4}) +test (0\.\d{4})$/m.exec(stdout)!;
    expect(stdout).toMatch(new RegExp(`^test +142 +${printed[2]} `, "m"));
    expect(stdout).toMatch(new RegExp(`^train +427 +${printed[1]} `, "m"));
    const lines = readFileSync(join(out, "wdbc-predictions.csv"), "utf8").split("\n");
    expect(lines[0]).toBe("malignant,plain,balanced,split");
    expect(lines.filter((line) => line.endsWith(",test"))).toHaveLength(142);
    const [, command] = /^\$ npx (bce [\s\S]*?[^\\])\n/m.exec(stdout)!;
    const report = join(out, "wdbc-report.html");
    expect(stdout.endsWith(`The report, a page for the browser: ${report}\n`)).toBe(true);
    const written = readFileSync(report, "utf8");
    expect(written).toContain("<h2>Loss by split</h2>");
    // The command that it shows is one that can be pasted into a shell, and does the same.
    rmSync(report);
    const again = spawnSync("bash", ["-c", command!.replace("bce", `"$NODE" "$BCE"`)], {
      env: {
        ...process.env,
        NODE: process.execPath,
        BCE: fileURLToPath(new URL("../../cli/bin/bce.js", import.meta.url)),
      },
      encoding: "utf8",
    });
    expect(stdout).toContain(again.stdout);
    expect(readFileSync(report, "utf8")).toBe(written);
  });

  test("refuses a bad option with one line and exit code 2", { timeout: 60_000 }, async () => {
    expect(await runMain("--epochs", "0")).toEqual({
      code: 2,
      stdout: "",
      stderr: 'wdbc: --epochs must be a whole number from 1 to 100000, got "0"\n',
    });
  });

  test("says where it cannot write, before it trains", { timeout: 60_000 }, async () => {
    const inFile = join(main, "out");
    expect(await runMain("--out", inFile)).toEqual({
      code: 1,
      stdout: "",
      stderr: `wdbc: cannot write to ${inFile} (ENOTDIR). Choose another folder with --out.\n`,
    });
    expect(existsSync(inFile)).toBe(false);
  });

  test("explains itself with --help", { timeout: 60_000 }, async () => {
    const { code, stdout } = await runMain("--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(/--epochs[\s\S]*--learning-rate[\s\S]*--out/);
  });
});

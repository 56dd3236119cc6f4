// The main job, on the breast-cancer data: it repeats TensorFlow's runs, learns, stops in time,
// draws, and behaves on the command line.

import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseHTML } from "linkedom";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UsageError } from "../src/support/run.js";
import { classNames, readWdbc } from "../src/wdbc/data.js";
import { bestStep, untilStale } from "../src/wdbc/early-stopping.js";
import { readOptions } from "../src/wdbc/options.js";
import { histogram, lossPicture, probabilityPicture } from "../src/wdbc/pictures.js";
import { type Measures, measure } from "../src/wdbc/report.js";
import { describeRun, readReferenceRuns, referenceData, retrace } from "../src/wdbc/retrace.js";
import { partNames, splitParts, stratifiedSplit } from "../src/wdbc/split.js";
import { lossChart } from "../src/wdbc/terminal-chart.js";
import { keepBest, observe, type Trained } from "../src/wdbc/training.js";

const data = readWdbc();
const heldOut = { validation: 0.25, test: 0.25 };
const parts = splitParts(data, heldOut, 10);

function trainQuietly(name: string, balanced: boolean, epochs: number): Trained {
  return keepBest(name, [...observe(parts, { name, balanced, epochs, learningRate: 0.5 })]);
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
  const split = stratifiedSplit(data.labels, heldOut, 1);

  test("has every row once", () => {
    const all = partNames.flatMap((part) => split[part]);
    expect(all.sort((a, b) => a - b)).toEqual([...data.labels.keys()]);
  });

  test.each(["validation", "test"] as const)("holds out a quarter of each class: %s", (part) => {
    const held = split[part].map((i) => data.labels[i]);
    expect(classNames.map((_, label) => held.filter((other) => other === label).length)).toEqual([
      Math.round(357 / 4),
      212 / 4,
    ]);
  });

  test("has other shares of rows to stop by and to test on, or none", () => {
    const count = (validation: number, test: number) => {
      const cut = stratifiedSplit(data.labels, { validation, test }, 1);
      return partNames.map((part) => cut[part].length);
    };
    expect(count(0.1, 0.2)).toEqual([569 - 57 - 113, 57, 113]);
    expect(count(0, 0)).toEqual([569, 0, 0]);
  });

  test("follows from the seed", () => {
    expect(stratifiedSplit(data.labels, heldOut, 1)).toEqual(split);
    expect(stratifiedSplit(data.labels, heldOut, 2)).not.toEqual(split);
  });

  test("is standardised by the training rows alone", () => {
    const column = parts.train.rows.map((row) => row[3]!);
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length;
    expect(mean).toBeCloseTo(0, 6);
    expect(variance).toBeCloseTo(1, 6);
  });
});

describe("early stopping", () => {
  const steps = (...losses: number[]) =>
    losses.map((validation, epoch) => ({ epoch, validation, train: 0 }));
  const stoppedAt = (patience: number, ...losses: number[]) =>
    [...untilStale(steps(...losses), patience)].at(-1)!.epoch;

  test("waits as long as it is told after the best epoch", () => {
    expect(stoppedAt(2, 3, 2, 1, 5, 4, 0)).toBe(4);
    expect(stoppedAt(3, 3, 2, 1, 5, 4, 0)).toBe(5);
    expect(stoppedAt(1, 3, 2, 1, 1, 0)).toBe(3);
  });

  test("does not stop while the loss falls, and ends with the steps", () => {
    expect(stoppedAt(1, 5, 4, 3, 2, 1)).toBe(4);
    expect(stoppedAt(100, 1, 2, 3)).toBe(2);
  });

  test("keeps the best step, and of equals the first", () => {
    expect(bestStep(steps(3, 1, 2, 1, 4)).epoch).toBe(1);
    expect(bestStep(steps(1)).epoch).toBe(0);
  });
});

describe("training", () => {
  const plain = trainQuietly("plain", false, 100);
  const balanced = trainQuietly("balanced", true, 100);

  // From log 2 = 0.693. Who knows only the share of malignant rows stays at 0.66; with the sum's
  // gradient in place of the mean's, or with its sign turned, the loss ends above 1.
  test("brings the loss on the test rows below 0.125", () => {
    expect(plain.curve[0]!.validation).toBeCloseTo(Math.LN2, 6);
    expect(measure(plain.model, parts.test).plain).toBeLessThan(0.125);
    expect(plain.best.train).toBeLessThan(0.06);
  });

  test("keeps the model of the best epoch, and not the last one", () => {
    for (const { best, model, curve } of [plain, balanced]) {
      expect(best.epoch).toBeLessThan(curve.at(-1)!.epoch);
      expect(best.validation).toBe(Math.min(...curve.map(({ validation }) => validation)));
      const { plain: loss, balanced: balancedLoss } = measure(model, parts.validation);
      expect([loss, balancedLoss]).toContain(best.validation);
    }
  });

  test("makes each model the better one at the loss that it was trained on", () => {
    // After the same number of updates.
    const [first, second] = [false, true].map((balanced) => {
      const steps = observe(parts, { name: "", balanced, epochs: 100, learningRate: 0.5 });
      return measure([...steps].at(-1)!.model, parts.train);
    }) as [Measures, Measures];
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
        "■ validation",
        `plain loss, best at epoch ${plain.best.epoch}`,
        `balanced loss, best at epoch ${balanced.best.epoch}`,
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
      /^Loss in nats, plain: ● train, ○ validation, best at epoch \d+\n[\s\S]*●●[\s\S]*epoch$/,
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
    expect(readOptions([])).toMatchObject({
      epochs: 500,
      patience: 20,
      learningRate: 0.5,
      help: false,
    });
    const given = ["--epochs", "7", "--patience=3", "--learning-rate", "1e-2", "--out", "x"];
    expect(readOptions(given)).toMatchObject({
      epochs: 7,
      patience: 3,
      learningRate: 0.01,
      out: "x",
    });
  });

  test.each([
    [["--epochs", "many"], '--epochs must be a whole number from 1 to 100000, got "many"'],
    [["--epochs", "1.5"], '--epochs must be a whole number from 1 to 100000, got "1.5"'],
    [["--epochs="], '--epochs must be a whole number from 1 to 100000, got ""'],
    [["--patience", "0"], '--patience must be a whole number from 1 to 100000, got "0"'],
    [["--learning-rate=-1"], '--learning-rate must be a number above 0, got "-1"'],
    [["--learning-rate", "Infinity"], '--learning-rate must be a number above 0, got "Infinity"'],
    [["--out="], "--out must be a folder, got an empty text"],
    [["--momentum", "1"], "Unknown option '--momentum'"],
  ])("refuse %j", (args, message) => {
    expect(() => readOptions(args)).toThrow(new UsageError(message));
  });
});

// A process of its own gets the built package.
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
    expect(stdout).toMatch(/^plain +epoch 40 +train 0\.0\d+ +validation 0\.1\d+$/m);
    expect(stdout).toMatch(/^balanced +epoch 40 +train 0\.0\d+ +validation 0\.1\d+$/m);
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

  describe("without options", { timeout: 60_000 }, () => {
    let out: string;
    let stdout: string;
    beforeAll(async () => {
      out = join(folder, "it's scored");
      const ended = await runMain("--out", out);
      expect({ ...ended, stdout: "" }).toEqual({ code: 0, stdout: "", stderr: "" });
      stdout = ended.stdout;
    }, 60_000);

    test("stops before the loss rises far, and says at which epoch it was lowest", () => {
      const said =
        /^plain +best epoch (\d+) \(validation loss (0\.\d{4})\), stopped at epoch (\d+)$/m;
      const [, best, loss, last] = said.exec(stdout)!;
      expect(Number(last) - Number(best)).toBe(20);
      expect(Number(last)).toBeLessThan(500);
      expect(stdout).toMatch(
        new RegExp(`^│ epoch ${best} .*\n?[\\s\\S]*│ validation │ +${loss} │`, "m"),
      );
      expect(stdout).toContain(`plain     epoch ${last}  train `);
    });

    test.each([
      ["test", 142],
      ["train", 285],
    ])("scores the %s rows apart from the others, with the loss of its table", (part, count) => {
      const file = join(out, `wdbc-${part}-predictions.csv`);
      const [head, ...lines] = readFileSync(file, "utf8").trim().split("\n");
      expect(head).toBe("malignant,plain,balanced");
      expect(lines).toHaveLength(count);
      const printed = new RegExp(`│ ${part} +│ +(0\\.\\d{4}) │`).exec(stdout)![1];
      const scored = [...stdout.matchAll(/^loss +(0\.\d{6}) +nats\nrows +(\d+)$/gm)];
      expect(scored.map(([, , rows]) => Number(rows))).toEqual([142, 285]);
      const loss = scored.find(([, , rows]) => Number(rows) === count)![1];
      expect(Number(loss).toFixed(4)).toBe(printed);
    });

    test.each(["test", "train"])(
      "writes a report of the %s rows, by a command that can be pasted",
      (part) => {
        const report = join(out, `wdbc-${part}-report.html`);
        const { document } = parseHTML(readFileSync(report, "utf8"));
        const [columns, origin] = [...document.querySelectorAll("h1 ~ p")].map(
          ({ textContent }) => textContent!,
        );
        expect(columns).toContain(" · label malignant, prediction plain · logits, float64");
        expect(origin).toMatch(/^Made on \d{4}-\d\d-\d\d at \d\d:\d\d UTC by bce .*: bce score '/);
        expect(stdout).toContain(`\nThe report is a page for a browser: ${report}\n`);
        const commands = [...stdout.matchAll(/^\$ npx (bce [\s\S]*?[^\\])\n/gm)].map(([, c]) => c!);
        const command = commands.find((one) => one.includes(`wdbc-${part}-report`))!;
        rmSync(report);
        const again = spawnSync("bash", ["-c", command.replace("bce", `"$NODE" "$BCE"`)], {
          env: {
            ...process.env,
            NODE: process.execPath,
            BCE: fileURLToPath(new URL("../../packages/cli/bin/bce.js", import.meta.url)),
          },
          encoding: "utf8",
        });
        expect(stdout).toContain(again.stdout);
        expect(
          parseHTML(readFileSync(report, "utf8")).document.querySelector(".charts")!.innerHTML,
        ).toBe(document.querySelector(".charts")!.innerHTML);
      },
    );
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
    expect(stdout).toMatch(/--epochs[\s\S]*--patience[\s\S]*--learning-rate[\s\S]*--out/);
  });
});

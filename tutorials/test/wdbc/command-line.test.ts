// The main job on the command line: its options, what it prints and writes, and what it refuses.

import { execFile, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { thorough } from "@binary-crossentropy/test/tiers";
import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, test } from "vitest";
import { UsageError } from "../../src/support/run.js";
import { readOptions } from "../../src/wdbc/options.js";
import { temporaryFolder } from "../temporary-folder.js";

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
  const main = fileURLToPath(new URL("../../src/wdbc/main.ts", import.meta.url));
  const folder = temporaryFolder().path;

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
      const scored = [
        ...stdout.matchAll(
          /^loss +(0\.\d{6}) +nats\n(?:± .*\n)?(?:.* decide it .*\n)?rows +(\d+)$/gm,
        ),
      ];
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
            BCE: fileURLToPath(new URL("../../../packages/cli/bin/bce.js", import.meta.url)),
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

  const rare = { ...thorough, timeout: 60_000 };

  test("says where it cannot write, before it trains", rare, async () => {
    const inFile = join(main, "out");
    expect(await runMain("--out", inFile)).toEqual({
      code: 1,
      stdout: "",
      stderr: `wdbc: cannot write to ${inFile} (ENOTDIR). Choose another folder with --out.\n`,
    });
    expect(existsSync(inFile)).toBe(false);
  });

  test("explains itself with --help", rare, async () => {
    const { code, stdout } = await runMain("--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(/--epochs[\s\S]*--patience[\s\S]*--learning-rate[\s\S]*--out/);
  });
});

// The table of options: what it takes is what the library takes, and the docs show all of it.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BinaryCrossentropy, ValueError } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { readCommandLine } from "../src/options/command-line.js";
import { optionsOf } from "../src/options/command-options.js";
import { commandNames } from "../src/options/commands.js";
import { readCompareOptions } from "../src/options/compare-options.js";
import { flagsOf } from "../src/options/help.js";
import { optionTable } from "../src/options/option-table.js";
import { readScoreOptions } from "../src/options/score-options.js";

const script = fileURLToPath(new URL("../scripts/document-options.ts", import.meta.url));
const page = readFileSync(new URL("../docs/cli.md", import.meta.url), "utf8");

/** Whether the program takes a value of an option, and whether the library does. */
const takes = (long: string, value: unknown): boolean => {
  try {
    readCommandLine("score", [`${long}=${value}`]);
    return true;
  } catch (error) {
    expect((error as Error).message).toMatch(new RegExp(`^${long} must be `));
    return false;
  }
};
const libraryTakes = (name: string, value: unknown): boolean => {
  try {
    new BinaryCrossentropy({ [name]: value });
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ValueError);
    return false;
  }
};

describe("the program takes what the library takes", () => {
  test.each([
    ["labelSmoothing", "--label-smoothing", [0, 0.5, 1, -1e-9, 1.001, NaN, Infinity]],
    ["epsilon", "--epsilon", [0, 1e-300, 0.49, 0.5, 1, -1e-9, NaN]],
    ["posWeight", "--pos-weight", [0, 1, 3.4e38, 3.4028234663852886e38, 3.41e38, -1, Infinity]],
    ["dialect", "--dialect", ["keras2", "keras3", "torch", "exact", "keras", "Torch", "auto"]],
    ["dtype", "--dtype", ["float32", "float64", "float16", "double"]],
  ])("%s", (name, long, values) => {
    const taken = values.map((value) => takes(long, value));
    expect(taken).toEqual(values.map((value) => libraryTakes(name, value)));
    expect(new Set(taken)).toEqual(new Set([true, false]));
  });

  test("and has its defaults, but for the precision", () => {
    const { values } = readCommandLine("score", []);
    const config = new BinaryCrossentropy().getConfig();
    expect(values).toMatchObject({
      fromLogits: config.from_logits,
      labelSmoothing: config.label_smoothing,
      dialect: "keras2",
      epsilon: 1e-7,
      posWeight: 1,
      dtype: "float64",
    });
  });
});

describe("one row for each option", () => {
  test("every option has a command, and is needed by none that lacks it", () => {
    const taken = new Set(commandNames.flatMap((name) => optionsOf(name).map((one) => one.name)));
    expect([...taken].sort()).toEqual(Object.keys(optionTable).sort());
    for (const name of commandNames) {
      const options = optionsOf(name);
      for (const { needs } of options)
        if (needs !== null) expect(options.map((one) => one.name)).toContain(needs.name);
    }
  });

  test("an option without the one that it needs", () => {
    expect(() => readCommandLine("score", ["--timeout", "5"])).toThrow(
      '--timeout must come with --url, got "5".',
    );
    expect(
      readCommandLine("score", ["--url", "u", "--table", "t", "--timeout", "5"]).values.timeout,
    ).toBe(5);
  });

  test("percentages that are logits", () => {
    const args = ["--label", "y", "--prediction", "p", "--percent", "--from-logits"];
    const message =
      "--percent must come without --from-logits, got both. Logits are no percentages.";
    expect(() => readScoreOptions(["f.csv", ...args])).toThrow(message);
    expect(() => readCompareOptions(["a.csv", "b.csv", ...args])).toThrow(message);
  });

  test("an option that must be there", () => {
    const names = ["--label", "y", "--prediction", "p", "--table", "t"];
    expect(() => readCommandLine("sql", names)).toThrow(
      "--engine must be one of duckdb, clickhouse, postgres, spark, bigquery, snowflake, trino, sqlite, mysql, got nothing.",
    );
    expect(() => readCommandLine("compare", [])).toThrow(
      "--label must name a column, got nothing.",
    );
  });
});

describe("docs", () => {
  const check = () =>
    spawnSync(process.execPath, ["--import", "tsx", script, "--check"], { encoding: "utf8" });

  test("show the table as it is", () => {
    expect(check()).toMatchObject({ status: 0, stderr: "" });
  });

  test("have a row for each option of each command", () => {
    for (const name of commandNames)
      for (const option of optionsOf(name)) {
        const row = page.split("\n").find((line) => line.startsWith(`| \`${flagsOf(option)}\` |`));
        expect(row?.split(" | ")[1]?.split(", "), option.long).toContain(name);
      }
  });
});

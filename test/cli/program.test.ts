// The program as a process: exit codes, help, outputs, and how it ends when it is interrupted.

import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { bce, csv, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const good = write("good.csv", "y,p,g\n1,0.75,a\n0,0.25,a\n0,0.5,<b>\n1,0.5,\n");

describe("exit codes", () => {
  test.each([
    [0, ["score", good, ...names]],
    [1, ["score", write("bad.csv", "y,p\n2,0.5\n"), ...names]],
    [2, ["score", `${folder}/absent.csv`, ...names]],
    [2, ["score"]],
    [2, ["score", good]],
    [2, ["score", good, ...names, "--dialect", "keras"]],
    [2, ["score", good, ...names, "--label-smoothing", "2"]],
    [2, ["score", good, ...names, "--unknown"]],
    [2, ["score", good, ...names, "--report", `${folder}/absent/r.html`]],
    [2, ["scroe"]],
    [2, []],
    [3, ["score", good, ...names, "--fail-above", "0.1"]],
    [0, ["score", good, ...names, "--fail-above", "0.7"]],
  ])("%i: %j", (code, args) => {
    const { status, stderr, stdout } = bce(args);
    expect(status).toBe(code);
    if (code === 0 || code === 3) expect(stderr).toBe("");
    else {
      expect(stdout).toBe("");
      expect(stderr).toMatch(/^bce( score)?: [^\n]+\.\n$|^bce( score)?: [^\n]+--help\n$|^bce[^\n]+\?\n$/);
    }
  });

  test("a word that is almost an option", () => {
    expect(bce(["score", good, ...names, "--dialect", "keras"]).stderr).toBe(
      'bce score: --dialect must be one of keras2, keras3, torch, exact, got "keras". Did you mean keras2?\n',
    );
    expect(bce(["score", good, "--lable", "y"]).stderr).toMatch(
      /^bce score: unknown option '--lable' \(Did you mean one of --label, --table\?\)/,
    );
    expect(bce(["scroe"]).stderr).toBe('bce: the command must be one of score, compare, sql, got "scroe". Did you mean score?\n');
  });

  test("what comes behind -- is a file, whatever it looks like", () => {
    write("--help", "y,p\n1,0.5\n");
    expect(bce(["score", ...names, "--", "--help"], { cwd: folder }).stdout).toMatch(/^loss +0\.69/);
  });
});

test("--help has at most 30 lines, with examples", () => {
  for (const args of [["--help"], ["score", "--help"], ["compare", "--help"], ["sql", "--help"]]) {
    const { status, stdout } = bce(args);
    expect(status).toBe(0);
    expect(stdout.split("\n").length).toBeLessThanOrEqual(31);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(130);
    expect(stdout).toMatch(/\n {2}bce \w+ .*--label|An example: bce score/);
  }
});

describe("outputs", () => {
  test("a table without colours where no one watches", () => {
    const { stdout } = bce(["score", good, ...names, "--by", "g"]);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toMatch(/^loss +0\.49041\d +nats\nrows +4\n/);
    expect(stdout).toContain("(missing)");
  });

  test("JSON that says what it is", () => {
    const document = JSON.parse(bce(["score", good, ...names, "--by", "g", "--format", "json"]).stdout);
    expect(document).toMatchObject({ schema: "bce-score/1", count: 4, baseRate: 0.5, by: ["g"], badRows: { count: 0, listed: [] } });
    expect(document.groups.map(({ values, count }: { values: string[]; count: number }) => [values[0], count])).toEqual([
      ["<b>", 1],
      ["a", 2],
      [null, 1],
    ]);
    const infinite = write("infinite.csv", "y,p\n1,0\n");
    expect(JSON.parse(bce(["score", infinite, ...names, "--dialect", "exact", "--format", "json"]).stdout).loss).toBe("Infinity");
  });

  test("CSV with a line for all and one for each group", () => {
    const lines = bce(["score", good, ...names, "--by", "g", "--format", "csv"]).stdout.split("\n");
    expect(lines[0]).toBe("rows,g,loss,lossSum,count,weight,baseRate,baseLoss,skill,calibrationError,brier,rocAuc,prAuc");
    expect(lines.slice(1).map((line) => line.split(",").slice(0, 2).join())).toEqual(["all,", "group,<b>", "group,a", "group,", ""]);
  });

  test("a report that needs nothing else, and takes no markup from the data", () => {
    const file = write("<script>alert(1)</script>.csv".replaceAll("/", ""), readFileSync(good, "utf8"));
    const report = `${folder}/report.html`;
    expect(bce(["score", file, ...names, "--by", "g", "--report", report]).status).toBe(0);
    const text = readFileSync(report, "utf8");
    expect(text).not.toMatch(/<script|https?:|<link|@import|NaN|undefined/);
    expect(text).toContain("&lt;b&gt;");
    const { document } = parseHTML(text);
    expect([...document.querySelectorAll("h2")].map((title) => title.textContent)).toEqual([
      "Reliability",
      "Predictions by class",
      "Where the loss is",
      "Loss by g",
      "Groups",
      "Worst rows",
    ]);
    expect(document.querySelectorAll("svg")).toHaveLength(4);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

test("Ctrl-C ends it with 130 and without a report", async () => {
  const bin = fileURLToPath(new URL("../../cli/bin/bce.js", import.meta.url));
  const report = `${folder}/interrupted.html`;
  const child = spawn(process.execPath, [bin, "score", "-", ...names, "--report", report], { stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  child.stdin.on("error", () => undefined);
  child.stdin.write(csv({ y: [1], p: [0.5] }));
  // Standard input stays open: the program waits for more.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  child.kill("SIGINT");
  const code = await new Promise((resolve) => child.on("exit", resolve));
  expect(code).toBe(130);
  expect(output).toBe("");
  expect(existsSync(report)).toBe(false);
});

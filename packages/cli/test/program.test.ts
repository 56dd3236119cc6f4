// The program as a process: exit codes, help and outputs.

import { readdirSync, readFileSync } from "node:fs";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { bce, scratch } from "./run.js";

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
    if (code === 0) expect(stderr).toBe("");
    else if (code === 3)
      expect(stderr).toMatch(
        /^bce score: the loss must be at most 0.1, as --fail-above says, got 0\.\d{6}\.\n$/,
      );
    else {
      expect(stdout).toBe("");
      expect(stderr).toMatch(
        /^bce( score)?: [^\n]+\.\n$|^bce( score)?: [^\n]+--help\n$|^bce[^\n]+\?\n$/,
      );
    }
  });

  test("a word that is almost an option", () => {
    expect(bce(["score", good, ...names, "--dialect", "keras"]).stderr).toBe(
      'bce score: --dialect must be one of keras2, keras3, torch, exact, got "keras". Did you mean keras2?\n',
    );
    expect(bce(["score", good, "--predicton", "p"]).stderr).toMatch(
      /^bce score: unknown option '--predicton'\. Did you mean --prediction\?/,
    );
    expect(bce(["score", good, ...names, "--by"]).stderr).toBe(
      "bce score: --by must have a value, got none.\n",
    );
    expect(bce(["scroe"]).stderr).toBe(
      'bce: the command must be one of score, compare, merge, sql, completion, got "scroe". Did you mean score?\n',
    );
  });

  test.each([
    [
      [good, "--label", "y"],
      "bce: the command must be one of score, compare, merge, sql, completion, got GOOD. Did you mean bce score?",
    ],
    [
      ["score", good, "--pred", "p"],
      "bce score: unknown option '--pred'. Did you mean --prediction?",
    ],
    [
      ["score", good, ...names, "--skip-bad-rows=yes"],
      'bce score: --skip-bad-rows must come without a value, got "yes".',
    ],
    [
      ["score", "--urll=postgres://me:secret@db/x"],
      "bce score: unknown option '--urll'. Did you mean --url?",
    ],
    [
      ["compare", good, good, ...names, "--on", "gg"],
      'bce compare: --on must name a column of GOOD, got "gg". Did you mean "g"?',
    ],
    [
      ["score", good, ...names, "--report", good],
      "bce score: --report must be another file than those that are read, got GOOD.",
    ],
    [
      ["compare", good, good, ...names, "--report", good],
      "bce compare: --report must be another file than those that are read, got GOOD.",
    ],
    ...["score", "compare"].map((command): [string[], string] => [
      [command, ...(command === "score" ? [good] : [good, good]), "--prediction", "p"],
      `bce ${command}: --label must name a column, got nothing. GOOD has "y", "p", "g".`,
    ]),
    [
      ["score", good, "--label", "y", "--prediction"],
      "bce score: --prediction must have a value, got none.",
    ],
    [
      ["score", good, "--label", "y"],
      'bce score: --prediction must name a column, got nothing. GOOD has "y", "p", "g".',
    ],
    [
      ["score", good],
      'bce score: --label and --prediction must name the columns, got nothing. GOOD has "y", "p", "g".',
    ],
    [
      ["score", `${folder}/gone.csv`, "--label", "y"],
      "bce score: --prediction must name a column, got nothing.",
    ],
    [
      ["score", write("space.csv", 'y," p"\n1,0.5\n'), ...names],
      'bce score: --prediction must name a column of SPACE, got "p". Did you mean " p"?',
    ],
    [
      ["score", write("bare.csv", "1,0.5\n0,0.25\n"), ...names],
      'bce score: --label must name a column of BARE, got "y". Its first line, which has to name the columns, has "1", "0.5". If it is a row, pass --no-header and number the columns from 0.',
    ],
    [
      ["score", write("list.json", '[{"y": 1, "p": 0.5}]'), ...names],
      "bce score: LIST must be one JSON object a line, got a list of them. A list becomes lines with jq -c '.[]'.",
    ],
  ])("a natural mistake: %j", (args, message) => {
    const { status, stderr } = bce(args);
    expect(status).toBe(stderr.includes("list.json") ? 1 : 2);
    const named = stderr.replace(/"[^"]*\/(\w+)\.(csv|json)"/g, (_, name: string) =>
      name.toUpperCase(),
    );
    expect(named).toBe(`${message}\n`);
    expect(readFileSync(good, "utf8")).toMatch(/^y,p,g\n/);
  });

  test("labels may be written as true and false, in text as in JSON", () => {
    const loss = (file: string, ...args: string[]) =>
      JSON.parse(bce([...args, file, ...names, "--format", "json"]).stdout);
    const text = write("truth.csv", "y,p\nTrue,0.75\nfalse,0.25\nFALSE,0.5\n");
    const json = write(
      "truth.ndjson",
      '{"y":true,"p":0.75}\n{"y":false,"p":0.25}\n{"y":false,"p":0.5}\n',
    );
    expect(loss(text, "score")).toMatchObject({ count: 3, baseRate: 1 / 3 });
    expect(loss(json, "score").loss).toBe(loss(text, "score").loss);
    expect(loss(text, "compare", json).rows).toEqual({ better: 0, worse: 0, same: 3 });
  });

  test("which version it is, and help by either way", () => {
    const { version } = JSON.parse(
      readFileSync(new URL("../package.json", import.meta.url), "utf8"),
    );
    for (const flag of ["--version", "-V"])
      expect(bce([flag])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
    expect(bce(["help", "score"]).stdout).toBe(bce(["score", "--help"]).stdout);
    expect(bce(["help"]).stdout).toBe(bce(["--help"]).stdout);
  });

  test("what comes behind -- is a file, whatever it looks like", () => {
    write("--help", "y,p\n1,0.5\n");
    expect(bce(["score", ...names, "--", "--help"], { cwd: folder }).stdout).toMatch(
      /^loss +0\.69/,
    );
  });
});

test("--help has at most 40 lines, with examples", () => {
  for (const args of [
    ["--help"],
    ["score", "--help"],
    ["compare", "--help"],
    ["sql", "--help"],
    ["completion", "--help"],
  ]) {
    const { status, stdout } = bce(args);
    expect(status).toBe(0);
    expect(stdout.split("\n").length).toBeLessThanOrEqual(41);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(130);
    expect(stdout).toMatch(
      /\n {2}bce \w+ .*--label|An example: bce score|source <\(bce completion bash\)/,
    );
  }
});

describe("outputs", () => {
  test("a table without colours where no one watches", () => {
    const { stdout } = bce(["score", good, ...names, "--by", "g"]);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toMatch(
      /^loss +0\.49041\d +nats\n± standard error +0\.117048 +0\.\d+ to 0\.\d+ \(95 % interval\)\nrows that decide it +\d+ .*\nrows +4\n/,
    );
    expect(stdout).toContain("(missing)");
  });

  test("JSON that says what it is", () => {
    const document = JSON.parse(
      bce(["score", good, ...names, "--by", "g", "--format", "json"]).stdout,
    );
    expect(document).toMatchObject({
      schema: "bce-score/1",
      count: 4,
      baseRate: 0.5,
      by: ["g"],
      badRows: { count: 0, listed: [] },
    });
    expect(
      document.groups.map(({ values, count }: { values: string[]; count: number }) => [
        values[0],
        count,
      ]),
    ).toEqual([
      ["<b>", 1],
      ["a", 2],
      [null, 1],
    ]);
    const infinite = write("infinite.csv", "y,p\n1,0\n");
    expect(
      JSON.parse(
        bce(["score", infinite, ...names, "--dialect", "exact", "--format", "json"]).stdout,
      ).loss,
    ).toBe("Infinity");
  });

  test("CSV with a line for all and one for each group", () => {
    const lines = bce(["score", good, ...names, "--by", "g", "--format", "csv"]).stdout.split("\n");
    expect(lines[0]).toBe(
      "rows,g,loss,lossSum,count,weight,baseRate,baseLoss,skill,calibrationError,brier,rocAuc,prAuc,standardError,low,high,z,adjustedP",
    );
    expect(lines.slice(1).map((line) => line.split(",").slice(0, 2).join())).toEqual([
      "all,",
      "group,<b>",
      "group,a",
      "group,",
      "",
    ]);
  });

  test("a report that needs nothing else, and takes no markup from the data", () => {
    const file = write(
      "<script>alert(1)</script>.csv".replaceAll("/", ""),
      readFileSync(good, "utf8"),
    );
    const report = `${folder}/report.html`;
    expect(bce(["score", file, ...names, "--by", "g", "--report", report]).status).toBe(0);
    const text = readFileSync(report, "utf8");
    expect(text).not.toMatch(/<script|https?:|<link|@import|NaN|undefined/);
    expect(text).toContain("&lt;b&gt;");
    const { document } = parseHTML(text);
    expect([...document.querySelectorAll("h2")].map((title) => title.textContent)).toEqual([
      "Loss by g",
      "Reliability",
      "Calibration",
      "Predictions by class",
      "ROC curve",
      "Precision and recall",
      "Lift",
      "Where the loss is",
      "Groups",
      "Thresholds",
      "Worst rows",
    ]);
    expect(document.querySelectorAll("svg")).toHaveLength(8);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

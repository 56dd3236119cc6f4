// What a report says of where it comes from: columns, date and command.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { columnsLine, originLine, originOf } from "../src/output/report/origin.js";
import { bce, bin, scratch } from "./run.js";

const { folder, write } = scratch();
const file = write("it's a day.csv", "y,p,w,g\nyes,0.9,1,a\nno,0.2,2,b\n");
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** The paragraphs below the title of the report, and its command. */
function head(path: string): { lines: string[]; command: string } {
  const { document } = parseHTML(readFileSync(path, "utf8"));
  const lines = [...document.querySelectorAll("h1 ~ p")].map((line) => line.textContent!);
  return { lines, command: document.querySelector("code")!.textContent! };
}

describe("a report of bce score", () => {
  const report = `${folder}/score.html`;
  const args = ["score", file, "--label", "y", "--prediction", "p", "--weight", "w", "--by", "g"];
  const before = Date.now();
  expect(bce([...args, "--positive", "yes", "--report", report]).status).toBe(0);
  const { lines, command } = head(report);

  test("names its columns", () => {
    expect(lines[0]).toContain(
      " · label y, prediction p, weight w, by g, positive yes · probabilities, keras2, float64",
    );
  });

  test("names its date and the program", () => {
    const { document } = parseHTML(readFileSync(report, "utf8"));
    const date = document.querySelector("time")!.getAttribute("datetime")!;
    expect(Date.parse(date)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(date)).toBeLessThanOrEqual(Date.now());
    expect(lines[1]).toMatch(
      /^Made on \d{4}-\d\d-\d\d at \d\d:\d\d UTC by bce (\d+\.\d+\.\d+): bce score '/,
    );
    expect(lines[1]).toContain(`by bce ${version}: `);
  });

  test("names a command that a shell can run again, to the same report", () => {
    const measures = (path: string) =>
      parseHTML(readFileSync(path, "utf8")).document.querySelector(".measures")!.textContent;
    const first = measures(report);
    const again = `${folder}/again.html`;
    const { status, stderr } = spawnSync(
      "bash",
      ["-c", command.replace("bce", '"$NODE" "$BCE"').replace(report, again)],
      { env: { ...process.env, NODE: process.execPath, BCE: bin }, encoding: "utf8" },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(measures(again)).toBe(first);
  });
});

test("a report of bce compare names columns, date and command too", () => {
  const report = `${folder}/compare.html`;
  const args = ["compare", file, file, "--label", "y", "--prediction", "p", "--on", "w"];
  expect(bce([...args, "--positive", "yes", "--report", report]).status).toBe(0);
  const { lines, command } = head(report);
  expect(lines[0]).toContain("label y, on w, positive yes · probabilities");
  expect(lines[1]).toMatch(/^Made on .* UTC by bce .*: bce compare /);
  expect(command).toContain(" --label y --prediction p --on w --positive yes --report ");
});

test("files without names of columns have none in the report", () => {
  expect(columnsLine({ label: undefined, prediction: null, by: [] })).toBe("");
  const npy = (values: string) => {
    const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }`.padEnd(117);
    const bytes = Buffer.alloc(128 + 16);
    bytes.write(`\x93NUMPY\x01\x00\x76\x00${header}\n`, "latin1");
    bytes.writeDoubleLE(Number(values.split(",")[0]), 128);
    bytes.writeDoubleLE(Number(values.split(",")[1]), 136);
    return bytes;
  };
  const report = `${folder}/npy.html`;
  const files = [write("y.npy", npy("1,0")), write("p.npy", npy("0.9,0.2"))];
  expect(bce(["score", ...files, "--report", report])).toMatchObject({ status: 0, stderr: "" });
  expect(head(report).lines[0]).toMatch(/p\.npy · probabilities/);
});

describe("a command in a report", () => {
  const commandOf = (...args: string[]) => originOf(args).command;

  test.each([
    ["clickhouse://reader:s3cret@db:8123/ads", "clickhouse://reader@db:8123/ads"],
    ["postgres://reader:s3cret@db/ads?sslmode=require", "postgres://reader@db/ads?sslmode=require"],
    ["https://:s3cret:x@db", "https://@db"],
    ["postgres://reader:%40s3cret@db", "postgres://reader@db"],
  ])("has %s without its password", (url, shown) => {
    expect(commandOf("score", "--url", url, "--table", "t")).not.toContain("s3cret");
    expect(commandOf(`--url=${url}`)).not.toContain("s3cret");
    expect(commandOf("score", "--url", url).replaceAll("'", "")).toBe(`bce score --url ${shown}`);
  });

  test("keeps an address without a password, and text with @ and :", () => {
    expect(commandOf("--url", "clickhouse://reader@db:8123", "a:b@c")).toBe(
      "bce --url clickhouse://reader@db:8123 a:b@c",
    );
  });

  test("quotes what a shell would read otherwise", () => {
    const args = ["a b", "it's", "$HOME", "`x`", "", "*.csv", "plain.csv", "--by=g"];
    const { stdout } = spawnSync("bash", [
      "-c",
      commandOf(...args).replace("bce", "printf '%s\\n'"),
    ]);
    expect(String(stdout)).toBe(`${args.join("\n")}\n`);
  });

  test("is text in the page: no markup, no control characters, and an end", () => {
    const line = (...args: string[]) => {
      const { text } = originLine(originOf(args, new Date(0)));
      return text.replaceAll(/<\/?span>/g, "");
    };
    expect(line("<b>", "a\u001b[1m")).toContain("&#39;&lt;b&gt;&#39; &#39;a\\u001b[1m&#39;");
    expect(line("x")).toContain("1970-01-01 at 00:00 UTC");
    expect(line(...Array(9_999).fill("file.csv")).length).toBeLessThan(2_500);
  });
});

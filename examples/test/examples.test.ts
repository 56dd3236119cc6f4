// Each example is a file that one can copy: it runs by the command at its top, prints the lines at
// its end, and needs nothing but the packages.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { thorough } from "@binary-crossentropy/test/tiers";
import { describe, expect, test } from "vitest";

const folder = new URL("..", import.meta.url);
const root = fileURLToPath(new URL("../..", import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith(".ts"));

interface Example {
  /** The words after `npx tsx`. */
  readonly command: readonly string[];
  readonly imports: readonly string[];
  readonly exitCode: number;
  readonly prints: string;
}

function read(name: string): Example {
  const text = readFileSync(new URL(name, folder), "utf8");
  const [, command] = /^\/\/ Run it: npx tsx (.+)$/m.exec(text)!;
  const [, code, lines] =
    /\n\/\/ Prints(?:, and ends with exit code (\d+))?:\n((?:\/\/ {3}.*\n)+)$/.exec(text)!;
  return {
    command: command!.split(" "),
    imports: [...text.matchAll(/^import .* from "(.+)";$/gm)].map(([, from]) => from!),
    exitCode: Number(code ?? 0),
    prints: lines!.replaceAll(/^\/\/ {3}/gm, ""),
  };
}

/** Runs it in a process of its own, where the package is the built one. */
async function run(args: readonly string[]): Promise<{ code: number; stdout: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    stdout += part;
  });
  const [code] = (await once(child, "close")) as [number];
  // The lines in the comment do not end in spaces.
  return { code, stdout: stdout.replaceAll(/ +$/gm, "") };
}

/** What a user of Keras or PyTorch writes first: short enough to be read at one glance. */
const firstPrograms = [
  "class-weights",
  "configuration",
  "evaluation",
  "float16",
  "focal",
  "gan",
  "logistic-regression",
  "masks",
  "missing-labels",
  "own-loss",
  "tensorflow-js",
];

test("there are eleven of at most 40 lines, and three longer ones", () => {
  expect(names).toHaveLength(14);
  for (const name of firstPrograms) {
    const lines = readFileSync(new URL(`${name}.ts`, folder), "utf8")
      .trimEnd()
      .split("\n");
    expect(lines.length).toBeLessThanOrEqual(40);
  }
});

/** Of the others, the examples in the pages show each claim as well. */
const quick = [
  "gan",
  "gate-predictions",
  "missing-labels",
  "own-loss",
  "port-from-keras",
  "tensorflow-js",
  "training-loop",
].map((name) => `${name}.ts`);

describe.each(names)("%s", (name) => {
  const example = read(name);

  test("opens with what it shows, and runs under its own name", () => {
    const [first] = readFileSync(new URL(name, folder), "utf8").split("\n");
    expect(first).toMatch(/^\/\/ [A-Z].{20,}/);
    expect(example.command[0]).toBe(`examples/${name}`);
  });

  test("imports packages and Node only", () => {
    expect(example.imports.length).toBeGreaterThan(0);
    for (const from of example.imports)
      expect(from).toMatch(/^(node:.+|binary-crossentropy(\/[\w/]+)?|@tensorflow\/tfjs)$/);
  });

  const tier = quick.includes(name) ? {} : thorough;
  test("prints what it says", { ...tier, timeout: 60_000 }, async () => {
    expect(await run(example.command)).toEqual({
      code: example.exitCode,
      stdout: example.prints,
    });
  });
});

describe("the gate", () => {
  const gate = "examples/gate-predictions.ts";

  test("is open where no group is too bad", { timeout: 60_000 }, async () => {
    const { code, stdout } = await run([gate, "examples/test/good-predictions.csv"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^all rows .* ok\nde .* ok\nfr .* ok\n$/);
  });

  test("is closed for a loss that is infinite, and for rows without a group", {
    timeout: 60_000,
  }, async () => {
    const file = "examples/test/infinite-predictions.csv";
    const { code, stdout } = await run([gate, file, "--dialect", "exact"]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^\(missing\) +Infinity +10 rows +too high$/m);
  });

  test("is closed where nothing can be scored, with bce's exit code", {
    timeout: 60_000,
  }, async () => {
    expect(await run([gate, "examples/absent.csv"])).toEqual({ code: 2, stdout: "" });
  });
});

// Every example in the README, the guides and the docstrings is run, and what it says it prints is what it prints:
// `expression; // 0.865` means that value to the digits shown, `// throws ValueError: …` that error.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as library from "binary-crossentropy";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));

interface Example {
  title: string;
  code: string;
}

function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(root + folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);
}

function examplesIn(file: string): Example[] {
  const source = readFileSync(root + file, "utf8");
  const text = file.endsWith(".ts") ? source.replace(/^[ \t]*\* ?/gm, "") : source;
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code], i) => ({ title: `${file} #${i + 1}`, code: code! }));
}

const examples = [
  ...examplesIn("README.md"),
  ...filesUnder("docs", ".md")
    .filter((name) => !name.startsWith("docs/api/"))
    .flatMap(examplesIn),
  ...filesUnder("src", ".ts").flatMap(examplesIn),
];

/** Turns `expression; // result` into a check, and the import into a lookup. */
function instrument(code: string): string {
  return code
    .replace(/^import \{([^}]*)\} from "binary-crossentropy";$/gm, (_, names: string) => {
      const values = names
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name && !name.startsWith("type "));
      return `const { ${values.join(", ")} } = library;`;
    })
    .replace(
      /^(?!const |let |class |import |return )(.+); \/\/ (.+)$/gm,
      (_, expression: string, shown: string) => `check(() => ${expression}, ${JSON.stringify(shown)});`,
    );
}

function check(run: () => unknown, shown: string): void {
  if (shown.startsWith("throws ")) {
    const thrown = /^throws (\w+): (.*)$/.exec(shown)!;
    expect(run).toThrow(expect.objectContaining({ name: thrown[1], message: thrown[2] }));
    return;
  }
  expect(agrees(run(), shown), `${shown} is shown`).toBe(true);
}

function agrees(actual: unknown, shown: string): boolean {
  const text = shown.trim();
  if (typeof actual === "string") return actual === text || JSON.stringify(actual) === text;
  if (typeof actual === "number") {
    const decimals = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
    return Object.is(actual, Number(text)) || Math.abs(actual - Number(text)) <= 0.5000001 * 10 ** -decimals;
  }
  if (Array.isArray(actual) || ArrayBuffer.isView(actual)) {
    const shownItems = /^\[(.*)\]$/s.exec(text)?.[1] ?? "";
    const items = splitItems(shownItems);
    const values = Array.from(actual as ArrayLike<unknown>);
    return values.length === items.length && values.every((value, i) => agrees(value, items[i]!));
  }
  if (typeof actual === "object" && actual !== null) {
    const items = splitItems(/^\{(.*)\}$/s.exec(text)?.[1] ?? "").map((item) => /^\s*"?(\w+)"?: (.*)$/s.exec(item)!);
    return (
      items.length === Object.keys(actual).length &&
      items.every(([, key, value]) => agrees((actual as Record<string, unknown>)[key!], value!))
    );
  }
  return String(actual) === text;
}

/** Splits at the commas that are in no bracket. */
function splitItems(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let item = "";
  for (const character of text) {
    if ("[{".includes(character)) depth++;
    if ("]}".includes(character)) depth--;
    if (character === "," && depth === 0) {
      items.push(item);
      item = "";
    } else item += character;
  }
  return item.trim() ? [...items, item] : items;
}

describe("examples print what they say", () => {
  test("there are some, and they check something", () => {
    expect(examples.length).toBeGreaterThan(5);
    expect(examples.filter(({ code }) => instrument(code).includes("check(")).length).toBe(examples.length);
  });

  test.each(examples)("$title", ({ code }) => {
    const { outputText } = ts.transpileModule(instrument(code), {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    new Function("library", "check", outputText)(library, check);
  });

  test("a wrong result would be noticed", () => {
    expect(agrees(0.8655, "0.865")).toBe(true);
    expect(agrees(0.8661, "0.865")).toBe(false);
    expect(agrees([1, 2], "[1, 3]")).toBe(false);
    expect(agrees({ a: 1 }, "{ a: 2 }")).toBe(false);
    expect(agrees(NaN, "0")).toBe(false);
  });
});

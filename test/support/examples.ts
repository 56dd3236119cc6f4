// The examples in the README, the pages and the docstrings, and how each is run: what it says it
// prints is what it prints. `expression; // 0.865` means that value to the digits shown, `// throws
// ValueError: …` that error.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Example {
  title: string;
  code: string;
}

const packages = readdirSync(`${root}packages`).map((name) => `packages/${name}`);

function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(root + folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);
}

function examplesIn(file: string): Example[] {
  const source = readFileSync(root + file, "utf8");
  const text = file.endsWith(".ts") ? source.replace(/^[ \t]*\* ?/gm, "") : source;
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code], i) => ({
    title: `${file} #${i + 1}`,
    code: code!,
  }));
}

// That of the library is the repository's own.
const readmes = ["README.md", "packages/distribute/README.md", "packages/cli/README.md"];

/** Pages that only the site has. */
const pagesOfSite = ["guide", "concepts", "reference"].flatMap((name) =>
  filesUnder(`site/${name}`, ".md"),
);

/** All of them. */
export const examples = [
  ...readmes.flatMap(examplesIn),
  ...["", ...packages.map((folder) => `${folder}/`)]
    .flatMap((folder) => filesUnder(`${folder}docs`, ".md"))
    .filter((name) => !name.includes("/docs/api/"))
    .flatMap(examplesIn),
  ...pagesOfSite.flatMap(examplesIn),
  ...packages.flatMap((folder) => filesUnder(`${folder}/src`, ".ts")).flatMap(examplesIn),
];

/** Whether an example needs the entry with threads. */
export function usesThreads({ code }: Example): boolean {
  return code.includes('"binary-crossentropy/threads"');
}

/** Whether an example needs the entry on tensors of TensorFlow.js. */
export function usesTensors({ code }: Example): boolean {
  return code.includes('"binary-crossentropy/tfjs"');
}

/** Whether an example needs the entry on arrays of jax-js. */
export function usesJax({ code }: Example): boolean {
  return code.includes('"binary-crossentropy/jax"');
}

/** Whether an example needs the entry with strategies. */
export function usesStrategies({ code }: Example): boolean {
  return code.includes('"binary-crossentropy-distribute');
}

/** Whether an example trains models of TensorFlow.js under a strategy. */
export function trainsUnderStrategies({ code }: Example): boolean {
  return /"binary-crossentropy-distribute\/(tfjs|checkpoint)"/.test(code);
}

/** Whether an example needs the entry on buffers of a GPU, and with it a browser. */
export function usesGpu({ code }: Example): boolean {
  return code.includes('"binary-crossentropy/webgpu"');
}

/** Runs an example against the names that its imports are looked up in. */
export async function run({ code }: Example, library: object): Promise<void> {
  const { outputText } = ts.transpileModule(instrument(code), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const AsyncFunction = run.constructor as FunctionConstructor;
  await new AsyncFunction("library", "check", outputText)(library, check);
}

/** Whether running it checks anything. */
export function checksSomething({ code }: Example): boolean {
  return instrument(code).includes("check(");
}

/** Turns `expression; // result` into a check, and the import into a lookup. */
function instrument(code: string): string {
  return code
    .replace(/^import \* as tf from "@tensorflow\/tfjs";$/gm, "const { tf } = library;")
    .replace(
      /^import \{([^}]*)\} from "(@jax-js|binary-crossentropy)\/jax";$/gm,
      (_, names: string, owner: string) =>
        `const {${names.replace(/ as /g, ": ")}} = library["${owner}/jax"];`,
    )
    .replace(/^import "@tensorflow\/[\w-]+";\n/gm, "")
    .replace(
      /^import \{([^}]*)\} from "binary-crossentropy(?:-distribute)?(?:\/(?:threads|tfjs|checkpoint))?";$/gm,
      (_, names: string) => {
        const values = names
          .split(",")
          .map((name) => name.trim())
          .filter((name) => name && !name.startsWith("type "));
        return `const { ${values.join(", ")} } = library;`;
      },
    )
    .replace(
      /^(?!const |let |class |import |return )(.+); \/\/ (.+)$/gm,
      (_, expression: string, shown: string) =>
        `await check(async () => ${expression}, ${JSON.stringify(shown)});`,
    );
}

async function check(run: () => Promise<unknown>, shown: string): Promise<void> {
  if (shown.startsWith("throws ")) {
    const thrown = /^throws (\w+): (.*)$/.exec(shown)!;
    await expect(run()).rejects.toThrow(
      expect.objectContaining({ name: thrown[1], message: thrown[2] }),
    );
    return;
  }
  expect(agrees(await run(), shown), `${shown} is shown`).toBe(true);
}

export function agrees(actual: unknown, shown: string): boolean {
  const text = shown.trim();
  if (typeof actual === "string") return actual === text || JSON.stringify(actual) === text;
  if (typeof actual === "number") {
    const decimals = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
    return (
      Object.is(actual, Number(text)) ||
      Math.abs(actual - Number(text)) <= 0.5000001 * 10 ** -decimals
    );
  }
  if (Array.isArray(actual) || ArrayBuffer.isView(actual)) {
    const shownItems = /^\[(.*)\]$/s.exec(text)?.[1] ?? "";
    const items = splitItems(shownItems);
    const values = Array.from(actual as ArrayLike<unknown>);
    return values.length === items.length && values.every((value, i) => agrees(value, items[i]!));
  }
  if (typeof actual === "object" && actual !== null) {
    const items = splitItems(/^\{(.*)\}$/s.exec(text)?.[1] ?? "").map(
      (item) => /^\s*"?(\w+)"?: (.*)$/s.exec(item)!,
    );
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

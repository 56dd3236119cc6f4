// What docs/architecture.md and CONTRIBUTING.md name is there: files and folders by their paths,
// scripts of npm by their names.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Where the paths of a page may begin: sections on a package leave its folder out. */
const starts = [
  "",
  "packages/binary-crossentropy",
  "packages/binary-crossentropy/src",
  "packages/distribute/src",
  "packages/cli",
  "packages/cli/src",
];

const isThere = (path: string) =>
  starts.some((start) => [path, `${path}.ts`].some((name) => existsSync(join(root, start, name))));

/** What stands in backticks and looks like a path. Names of packages and commands do not. */
function pathsIn(text: string): string[] {
  return [...text.replace(/^```.*?^```/gms, "").matchAll(/`([\w.-]+(?:\/[\w.-]*)+)`/g)]
    .map(([, path]) => path!)
    .filter((path) => !/^(binary-crossentropy|weights|optimizer)\//.test(path));
}

function missingPaths(text: string): string[] {
  return pathsIn(text).filter((path) => !isThere(path));
}

const scriptsOf = (folder: string) =>
  Object.keys(JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")).scripts ?? {});
const scripts = new Set(
  [
    ".",
    "bench",
    "tutorials",
    ...readdirSync(join(root, "packages")).map((name) => `packages/${name}`),
  ].flatMap(scriptsOf),
);

function missingScripts(text: string): string[] {
  return [...text.matchAll(/npm run ([\w:]+)/g)]
    .map(([, name]) => name!)
    .filter((name) => !scripts.has(name));
}

test.each(["docs/architecture.md", "CONTRIBUTING.md"])("%s names what is there", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  expect(pathsIn(text).length).toBeGreaterThan(10);
  expect(missingPaths(text)).toEqual([]);
  expect(missingScripts(text)).toEqual([]);
});

test("what is not there would be noticed", () => {
  expect(missingPaths("`sweep/pass` `sweep/past` `docs/none.md`")).toEqual([
    "sweep/past",
    "docs/none.md",
  ]);
  expect(missingScripts("npm run build, npm run none")).toEqual(["none"]);
});

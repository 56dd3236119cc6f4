// The entries of the libraries, as their package.json lists them, with their files.

import { readFileSync } from "node:fs";

interface Conditions {
  readonly import?: { readonly default: string };
}

const root = new URL("../../", import.meta.url);

/** The entries of a package, and where their ES modules lie from the root. */
function entriesOf(folder: string): [entry: string, path: string][] {
  const { exports, name } = JSON.parse(
    readFileSync(new URL(`${folder}/package.json`, root), "utf8"),
  ) as { name: string; exports: Record<string, string | Conditions> };
  return Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === "object" && target.import
      ? [[entry.replace(/^\./, name), target.import.default.replace(/^\./, folder)]]
      : [],
  );
}

/** Where each entry's ES module lies, by the name that a program imports. */
export const modules: ReadonlyMap<string, string> = new Map(
  ["packages/binary-crossentropy", "packages/distribute"].flatMap(entriesOf),
);

/** The address of an entry's ES module. */
export const addressOf = (entry: string): string => new URL(modules.get(entry)!, root).href;

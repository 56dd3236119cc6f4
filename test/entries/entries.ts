// The entries of the package, as package.json lists them, with their files.

import { readFileSync } from "node:fs";

interface Conditions {
  readonly import?: { readonly default: string };
}

const root = new URL("../../", import.meta.url);
const { exports } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
  exports: Record<string, string | Conditions>;
};

/** Where each entry's ES module lies, by the name that a program imports. */
export const modules: ReadonlyMap<string, string> = new Map(
  Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === "object" && target.import
      ? [[entry.replace(/^\./, "binary-crossentropy"), target.import.default.replace(/^\.\//, "")]]
      : [],
  ),
);

/** The address of an entry's ES module. */
export const addressOf = (entry: string): string => new URL(modules.get(entry)!, root).href;

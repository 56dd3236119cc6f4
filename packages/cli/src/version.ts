// The version of the program, as its package.json has it.

import { readFileSync } from "node:fs";

export function version(): string {
  return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
}

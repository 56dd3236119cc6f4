// Finds the files of an npm package.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

export function packageFolder(name: string, folder: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), folder);
}

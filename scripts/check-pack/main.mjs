// Checks the packages as they are packed: `npm run check:pack`.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkLibrary } from "./library.mjs";
import { checkProgram } from "./program.mjs";
import { check, coreFolder, remove, report, runOwn, write } from "./project.mjs";
import { checkStrategies } from "./strategies.mjs";
import { checkBundlers, checkCommonJs } from "./tools.mjs";
import { checkManifest, checkTypes } from "./types.mjs";

try {
  write("package.json", JSON.stringify({ type: "module", private: true }));
  const library = checkLibrary();
  checkBundlers();
  const strategies = checkStrategies(library);
  for (const file of [library, strategies]) checkManifest(file);
  checkCommonJs();
  checkTypes();
  const sizes = JSON.parse(runOwn("size-limit", ["--json"], coreFolder));
  for (const { name, size, sizeLimit, passed } of sizes) {
    check(`${name}: ${size} bytes minified and gzipped, at most ${sizeLimit}`, passed);
  }
  const [ofClass, ofAll] = sizes.map(({ sizeLimit }) => `at most ${sizeLimit / 1000} kB`);
  const readme = readFileSync(join(coreFolder, "README.md"), "utf8").replaceAll(/\s+/g, " ");
  check(
    "the README says so of the class and of everything",
    readme.includes(`\`BinaryCrossentropy\` is ${ofClass}, and everything ${ofAll};`),
  );
  checkProgram(library, strategies);
} finally {
  remove();
}
report();

// Checks the packages as they are packed: `npm run check:pack`.
import { checkLibrary } from "./library.mjs";
import { checkProgram } from "./program.mjs";
import { check, remove, report, root, runOwn, write } from "./project.mjs";
import { checkBundlers, checkCommonJs } from "./tools.mjs";
import { checkManifest, checkTypes } from "./types.mjs";

try {
  write("package.json", JSON.stringify({ type: "module", private: true }));
  const library = checkLibrary();
  checkBundlers();
  checkManifest(library);
  checkCommonJs();
  checkTypes();
  const sizes = JSON.parse(runOwn("size-limit", ["--json"], root));
  for (const { name, size, sizeLimit, passed } of sizes) {
    check(`${name}: ${size} bytes minified and gzipped, at most ${sizeLimit}`, passed);
  }
  checkProgram(library);
} finally {
  remove();
}
report();

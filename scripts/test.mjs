// `npm test`: all tests, those in the browser too where there is one. Arguments go to vitest. The
// package is built first, since threads and the browser are tested with what is built.
//
// CHROMIUM names the browser's executable. With REQUIRE_BROWSER=1 a missing browser is a failure,
// and with REQUIRE_MPI=1 a missing MPI.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";

const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const hasBrowser = isExecutable(chromium);
const missing = `no Chromium at ${chromium}: install one with "npm run setup:browser" (Debian), or set CHROMIUM to its path`;
if (!hasBrowser && process.env.REQUIRE_BROWSER === "1") {
  console.error(`The browser tests cannot run, ${missing}.`);
  process.exit(1);
}
const hasMpi =
  /Open MPI/.test(String(spawnSync("mpirun", ["--version"]).stdout)) &&
  existsSync("node_modules/koffi");
const missingMpi =
  'no mpirun of Open MPI, or no koffi: "npm run setup:mpi" (Debian) and "npm install" install them';
if (!hasMpi && process.env.REQUIRE_MPI === "1") {
  console.error(`The tests of several processes cannot run, ${missingMpi}.`);
  process.exit(1);
}
const build = spawnSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
if (build.status !== 0) process.exit(build.status ?? 1);
const optional = [
  ...(hasMpi ? ["distribute"] : []),
  ...(hasBrowser ? ["browser", "plain-page", "pages"] : []),
];
const names = [
  "node",
  "relaxed-simd",
  "simd",
  "javascript",
  "entries",
  "threads",
  "strategies",
  ...optional,
];
const projects = names.flatMap((name) => ["--project", name]);
const { status } = spawnSync("npx", ["vitest", "run", ...projects, ...process.argv.slice(2)], {
  stdio: "inherit",
});
if (!hasBrowser) console.log(`Browser tests skipped: ${missing}.`);
if (!hasMpi) console.log(`Tests of several processes skipped: ${missingMpi}.`);
process.exit(status ?? 1);

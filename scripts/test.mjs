// `npm test`: the quick tier of all tests that can run on this machine, those in the browser and
// over MPI too where there are these. The packages are built first, since threads, pages and the
// program are tested as they are built.
//
//   npm test -- [--all] [--engine] [arguments of vitest]
//
//   --all     all tiers, the thorough one too, with all kernels
//   --engine  only what depends on the JavaScript engine (see vitest.config.ts)
//
// CHROMIUM names the browser's executable. With REQUIRE_BROWSER=1 a missing browser is a failure,
// and with REQUIRE_MPI=1 a missing MPI.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";

const flags = ["--all", "--engine"];
const args = process.argv.slice(2).filter((argument) => !flags.includes(argument));
const [isAll, isEngine] = flags.map((flag) => process.argv.includes(flag));

const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const hasOpenMpi = () =>
  /Open MPI/.test(String(spawnSync("mpirun", ["--version"]).stdout)) &&
  existsSync("node_modules/koffi");

const swiftShader = process.env.CHROMIUM_LIBRARIES ?? "/usr/lib/chromium";

const hasSwiftShader = () =>
  ["vk_swiftshader_icd.json", "libvulkan.so.1"].every((name) =>
    existsSync(`${swiftShader}/${name}`),
  ) && ["webgpu", "koffi"].every((name) => existsSync(`node_modules/${name}`));

/** What not every machine can run. */
const optional = [
  {
    title: "The tests in the browser",
    projects: ["browser", "plain-page", "pages", "site"],
    isHere: isExecutable(chromium),
    isRequired: process.env.REQUIRE_BROWSER === "1",
    missing: `no Chromium at ${chromium}: install one with "npm run setup:browser" (Debian), or set CHROMIUM to its path`,
  },
  {
    title: "The tests on WebGPU in Node",
    projects: ["webgpu"],
    isHere: hasSwiftShader(),
    isRequired: process.env.REQUIRE_BROWSER === "1",
    missing: `no SwiftShader in ${swiftShader}, or no webgpu or koffi in node_modules: install Chromium with "npm run setup:browser" (Debian), or set CHROMIUM_LIBRARIES to its folder`,
  },
  {
    title: "The tests of several processes",
    projects: ["distribute"],
    isHere: hasOpenMpi(),
    isRequired: process.env.REQUIRE_MPI === "1",
    missing:
      'no mpirun of Open MPI, or no koffi: "npm run setup:mpi" (Debian) and "npm install" install them',
  },
];

const kernels = ["relaxed-simd", "simd", "javascript"];
// The quick tier tests the SIMD kernels that the package chooses under this Node. The other set
// differs only in fused multiply-add.
const major = Number.parseInt(process.versions.node, 10);
const quickKernels = [major < 22 ? "simd" : "relaxed-simd", "javascript"];
const everywhere = [
  "node",
  "isolated",
  ...(isAll ? kernels : quickKernels),
  "entries",
  "threads",
  "strategies",
];

const missing = isEngine ? [] : optional.filter(({ isHere }) => !isHere);
for (const { title, missing: remedy } of missing.filter(({ isRequired }) => isRequired)) {
  console.error(`${title} cannot run, ${remedy}.`);
  process.exit(1);
}
const names = isEngine
  ? ["engine", ...kernels, "entries", "threads"]
  : [...everywhere, ...optional.flatMap(({ isHere, projects }) => (isHere ? projects : []))];

const build = spawnSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
if (build.status !== 0) process.exit(build.status ?? 1);

const chosen = [
  ...(args.includes("--project") ? [] : names.flatMap((name) => ["--project", name])),
  ...(isAll ? [] : ["--tags-filter", "!thorough"]),
  ...(args.some((argument) => argument.startsWith("--reporter"))
    ? []
    : ["--reporter", "default", "--reporter", "./scripts/left-out.mjs"]),
];
const { status } = spawnSync("npx", ["vitest", "run", ...chosen, ...args], { stdio: "inherit" });
for (const { title, missing: remedy } of missing) console.log(`${title} did not run: ${remedy}.`);
process.exit(status ?? 1);

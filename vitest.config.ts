import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { serveDigits } from "./tutorials/src/keras/web/serve-digits.js";

const core = "packages/binary-crossentropy";
const distribute = "packages/distribute";

/** Each entry that tests import by name, with the module of its package that it is. */
const entries: readonly (readonly [name: string, folder: string, module: string])[] = [
  ["binary-crossentropy/tfjs/internal", core, "tfjs/internal"],
  ["binary-crossentropy/tfjs", core, "tfjs/index"],
  ["binary-crossentropy/jax", core, "jax/index"],
  ["binary-crossentropy/internal", core, "internal"],
  ["binary-crossentropy/threads", core, "threads/index"],
  ["binary-crossentropy/webgpu", core, "webgpu/index"],
  ["binary-crossentropy-distribute/tfjs", distribute, "tfjs/index"],
  ["binary-crossentropy-distribute/checkpoint", distribute, "checkpoint/index"],
  ["binary-crossentropy-distribute", distribute, "index"],
  ["binary-crossentropy", core, "index"],
];
const aliasTo = (place: (folder: string, module: string) => string) =>
  Object.fromEntries(
    entries.map(([name, folder, module]) => [
      name,
      fileURLToPath(new URL(place(folder, module), import.meta.url)),
    ]),
  );

// Tests import the packages by name and get their sources; scripts/check-pack tests what is packed.
const alias = aliasTo((folder, module) => `${folder}/src/${module}.ts`);

// Threads are tested as they are built, since a worker is a script of its own: `npm test` builds
// first.
const builtAlias = aliasTo((folder, module) => `${folder}/dist/${module}.js`);

const chromium = {
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--enable-unsafe-webgpu",
  ],
};

const setUp = "test/support/set-up.ts";

const withoutMpi = [
  "strategy",
  "rule",
  "docs",
  "units/*",
  "tfjs/errors",
  "tfjs/training",
  "tfjs/checkpoints/*",
  "tfjs/differences",
  "tfjs/docs",
].map((name) => `${distribute}/test/${name}.test.ts`);

/**
 * Copies of TensorFlow.js that stay known to their process, databases with their limits, and what
 * V8 makes of lists, which depends on all that a process has read.
 */
const isolated = [
  `${core}/test/tensor/untouched-lists.test.ts`,
  `${core}/test/tfjs/{other-version,two-copies}.test.ts`,
  "packages/cli/test/warehouse/**/*.test.ts",
];

/**
 * What of the projects "node" and "isolated" another JavaScript engine may change, beside the
 * kernels, the entries and the threads: CI runs it under later versions of Node too. The rest is
 * text, options and files, the same in each.
 */
const ofEngine = [
  // Numbers of Math, of typed arrays and of proxies, as they are and as pages print them.
  `${core}/test/{docs,errors/element-types,errors/hostile/*,fuzz/*,oracle/*}.test.ts`,
  // What V8 makes of the arrays that it reads.
  `${core}/test/tensor/untouched-lists.test.ts`,
  // TensorFlow.js's kernels, in JavaScript and in WebAssembly, and modules loaded twice.
  `${core}/test/tfjs/{accuracy,exact,goldens,gradients,layers,metrics,named-losses}.test.ts`,
  `${core}/test/tfjs/{other-version,peer-cases,refused-weights,two-copies}.test.ts`,
  "tutorials/test/wasm-kernels.test.ts",
  // The program's own WebAssembly, its thread, native packages, processes, signals and streams.
  "packages/cli/test/{bootstrap,csv-numbers,goldens,laws,losses,tallies}.test.ts",
  "packages/cli/test/{program,replicas,signals,tally-thread}.test.ts",
  "examples/test/**/*.test.ts",
];

/**
 * Tests in Chromium, which the folders of the project's name have, on pages that are served with
 * these headers.
 */
function browserProject(
  name: string,
  headers: Record<string, string> = {},
): TestProjectInlineConfiguration {
  return {
    resolve: { alias: builtAlias },
    plugins: [serveDigits()],
    server: { headers },
    test: {
      name,
      include: [`{${core},tutorials}/test/${name}/**/*.test.ts`],
      api: { host: "127.0.0.1" },
      // A GPU may be computed on the CPU: 17 million elements take seconds then.
      testTimeout: 60_000,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: chromium }),
        instances: [{ browser: "chromium" }],
      },
    },
  };
}

export default defineConfig({
  test: {
    // The tier that `npm test` leaves out and `npm run test:all` runs: see scripts/test/main.mjs.
    tags: [
      { name: "thorough", description: "a claim of the quick tier again, over many more points" },
    ],
    // One process for each processor: by default Vitest leaves one of them free.
    maxWorkers: "100%",
    coverage: {
      provider: "v8",
      // Threads and strategies are tested as they are built, and counted as the sources they are of.
      include: ["packages/*/src/**/*.ts", `{${distribute}/dist,${core}/dist/threads}/**/*.js`],
      exclude: [
        "packages/*/src/**/wasm/{binary,focal-binary,numbers}.ts",
        "packages/*/dist/cjs/**",
      ],
      reporter: ["html", "json-summary"],
      reportOnFailure: true,
    },
    projects: [
      {
        resolve: { alias },
        test: {
          name: "node",
          // The core's tests outside folders compute, and run with each of the kernels below.
          include: [
            `${core}/test/*/**/*.test.ts`,
            `${core}/test/docs.test.ts`,
            "packages/cli/test/*.test.ts",
            "{bench,examples,tutorials}/test/**/*.test.ts",
            "test/*.test.ts",
            "site/test/units/**/*.test.ts",
          ],
          exclude: [
            ...["browser", "plain-page", "threads", "webgpu"].map((name) => `**/test/${name}/**`),
            ...isolated,
          ],
          // These files change no global state, so one process runs many of them.
          isolate: false,
          setupFiles: [setUp],
          testTimeout: 120_000,
          typecheck: {
            enabled: true,
            checker: "tsc",
            tsconfig: "test/tsconfig.json",
            include: ["packages/*/test/**/*.test-d.ts"],
          },
        },
      },
      {
        resolve: { alias },
        test: { name: "isolated", include: isolated, setupFiles: [setUp], testTimeout: 120_000 },
      },
      {
        resolve: { alias },
        test: { name: "engine", include: ofEngine, setupFiles: [setUp], testTimeout: 120_000 },
      },
      // Everything that computes, once more with each of the kernels.
      ...["relaxed-simd", "simd", "javascript"].map((kernels) => ({
        resolve: { alias },
        test: {
          name: kernels,
          include: [`${core}/test/*.test.ts`],
          exclude: [`${core}/test/docs.test.ts`],
          testTimeout: 30_000,
          // These files change no global state, so one process runs them all.
          isolate: false,
          env: { KERNELS: kernels },
          setupFiles: [`${core}/test/support/kernels.ts`],
        },
      })),
      {
        resolve: { alias: builtAlias },
        test: {
          name: "threads",
          include: [`${core}/test/threads/**/*.test.ts`],
          // Two pools at once would take the processors from each other.
          fileParallelism: false,
          testTimeout: 30_000,
        },
      },
      // WebGPU in Node, on a driver that computes on the CPU.
      {
        resolve: { alias },
        test: {
          name: "webgpu",
          include: [`${core}/test/webgpu/**/*.test.ts`],
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
      // The entries as they are built, in realms and pages of all kinds.
      { test: { name: "entries", include: ["test/entries/**/*.test.ts"], testTimeout: 30_000 } },
      {
        test: {
          name: "pages",
          include: ["test/pages/**/*.test.ts"],
          testTimeout: 60_000,
          fileParallelism: false,
        },
      },
      // The site as it is built, under a base path.
      {
        test: {
          name: "site",
          include: ["site/test/**/*.test.ts"],
          exclude: ["site/test/units/**"],
          globalSetup: ["site/test/build.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      // What of strategies needs no MPI, and what does.
      {
        resolve: { alias: builtAlias },
        test: { name: "strategies", include: withoutMpi, testTimeout: 60_000 },
      },
      {
        resolve: { alias: builtAlias },
        test: {
          name: "distribute",
          include: [`${distribute}/test/**/*.test.ts`],
          exclude: withoutMpi,
          // Ranks wait for one another: two jobs at once would wait for processors too.
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
      // The page that shares memory, as these headers let it, and a page as most servers send it,
      // without them.
      browserProject("browser", {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
      }),
      browserProject("plain-page"),
    ],
  },
});

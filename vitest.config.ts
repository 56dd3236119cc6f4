import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { serveDigits } from "./examples/src/tutorials/web/serve-digits.js";

// Tests import the package by its name and get its sources; scripts/check-pack tests what is
// packed.
const source = (name: string) => fileURLToPath(new URL(`src/${name}.ts`, import.meta.url));
const alias = {
  "binary-crossentropy/tfjs": source("tfjs/index"),
  "binary-crossentropy/distribute/tfjs": source("distribute/tfjs/index"),
  "binary-crossentropy/distribute/checkpoint": source("distribute/checkpoint/index"),
  "binary-crossentropy/distribute": source("distribute/index"),
  "binary-crossentropy/internal": source("internal"),
  "binary-crossentropy": source("index"),
};

// Threads are tested as they are built, since a worker is a script of its own: `npm test` builds
// first.
const built = (name: string) => fileURLToPath(new URL(`dist/${name}.js`, import.meta.url));
const builtAlias = {
  "binary-crossentropy/threads": built("threads/index"),
  "binary-crossentropy/tfjs": built("tfjs/index"),
  "binary-crossentropy/distribute/tfjs": built("distribute/tfjs/index"),
  "binary-crossentropy/distribute/checkpoint": built("distribute/checkpoint/index"),
  "binary-crossentropy/distribute": built("distribute/index"),
  "binary-crossentropy/internal": built("internal"),
  "binary-crossentropy": built("index"),
};

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

const withoutMpi = [
  "strategy",
  "rule",
  "docs",
  "units",
  "tfjs/errors",
  "tfjs/training",
  "tfjs/checkpoints",
  "tfjs/differences",
  "tfjs/docs",
].map((name) => `test/distribute/${name}.test.ts`);

/**
 * Tests in Chromium, which the folder of the project's name has, on pages that are served with
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
      include: [`test/${name}/**/*.test.ts`],
      api: { host: "127.0.0.1" },
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
    projects: [
      {
        resolve: { alias },
        test: {
          name: "node",
          // The tests at the top compute, and run with each of the kernels below.
          include: ["test/*/**/*.test.ts", "test/docs.test.ts"],
          exclude: ["browser", "plain-page", "pages", "entries", "threads", "distribute"].map(
            (name) => `test/${name}/**`,
          ),
          typecheck: {
            enabled: true,
            checker: "tsc",
            tsconfig: "test/tsconfig.json",
            include: ["test/**/*.test-d.ts"],
          },
        },
      },
      // Everything that computes, once more with each of the kernels.
      ...["relaxed-simd", "simd", "javascript"].map((kernels) => ({
        resolve: { alias },
        test: {
          name: kernels,
          include: ["test/*.test.ts"],
          exclude: ["test/docs.test.ts"],
          testTimeout: 30_000,
          env: { KERNELS: kernels },
          setupFiles: ["test/support/kernels.ts"],
        },
      })),
      {
        resolve: { alias: builtAlias },
        test: {
          name: "threads",
          include: ["test/threads/**/*.test.ts"],
          // Two pools at once would take the processors from each other.
          fileParallelism: false,
        },
      },
      // The entries as they are built, in realms and pages of all kinds.
      { test: { name: "entries", include: ["test/entries/**/*.test.ts"] } },
      {
        test: {
          name: "pages",
          include: ["test/pages/**/*.test.ts"],
          testTimeout: 60_000,
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
          include: ["test/distribute/**/*.test.ts"],
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

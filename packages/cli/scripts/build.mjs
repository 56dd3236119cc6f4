// Bundles src into dist: a program of a hundred small modules would take as long to load as
// millions of rows take to score. The library goes into the bundle; what it depends on, and the
// strategies, which start files of their own, do not.
import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const inPackage = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const { dependencies } = JSON.parse(readFileSync(inPackage("package.json"), "utf8"));
const others = Object.keys(dependencies).filter((name) => name !== "binary-crossentropy");

rmSync(inPackage("dist"), { recursive: true, force: true });
await build({
  // worker.js is found by its name, beside what starts it.
  entryPoints: {
    main: inPackage("src/main.ts"),
    worker: inPackage("src/score/tally-thread/worker.ts"),
  },
  outdir: inPackage("dist"),
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: others,
  logLevel: "warning",
});

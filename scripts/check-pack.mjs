// Checks the packages as they are packed: that the library installs into an empty project and runs there from JavaScript and
// from TypeScript, that publint and are-the-types-wrong find nothing, how large an import of it is, and that the program runs.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (name) => join(root, "node_modules", ".bin", name);
const run = (command, args, cwd) => execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const project = mkdtempSync(join(tmpdir(), "binary-crossentropy-pack-"));
let checks = 0;

function check(claim, holds) {
  if (!holds) throw new Error(`Not so: ${claim}`);
  checks++;
  console.log(`✓ ${claim}`);
}

try {
  const [packed] = JSON.parse(run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", project], root));
  const names = packed.files.map(({ path }) => path);
  check(
    `${packed.filename} holds the build, the sources, the documentation and the licence, and nothing else`,
    names.every((name) => /^(dist|src|docs)\/|^(README|CHANGELOG|LICENSE|package\.json)/.test(name)),
  );
  check(
    "it holds what its entry needs",
    [
      "dist/index.js",
      "dist/index.d.ts",
      "dist/threads/index.js",
      "dist/threads/worker.js",
      "dist/tfjs/index.js",
      "dist/distribute/tfjs/index.js",
      "dist/distribute/checkpoint/index.js",
      "dist/distribute/index.js",
      "dist/distribute/mpi/watcher.js",
      "README.md",
      "LICENSE",
    ].every((name) => names.includes(name)),
  );

  writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module", private: true }));
  run("npm", ["install", "--no-audit", "--no-fund", join(project, packed.filename)], project);
  const installed = JSON.parse(run("npm", ["ls", "--all", "--json"], project));
  const own = installed.dependencies["binary-crossentropy"];
  check(
    "it installs into an empty project without any dependency",
    // An optional peer that is not there is listed without a version.
    own.version === version && Object.values(own.dependencies ?? {}).every((dependency) => dependency.version === undefined),
  );

  const program = "const bce = new BinaryCrossentropy();\nconsole.log(bce([0, 0, 1, 1], [1, 1, 1, 0]).toFixed(6));\n";
  writeFileSync(join(project, "main.mjs"), `import { BinaryCrossentropy } from "binary-crossentropy";\n${program}`);
  check("it runs from JavaScript", run("node", ["main.mjs"], project).trim() === "11.522857");

  const threaded = `import { startThreads } from "binary-crossentropy/threads";
const threads = await startThreads({ count: 2, threshold: 0 });
const x = new Float32Array(new SharedArrayBuffer(8)).fill(1);
console.log((await threads.evaluate(new BinaryCrossentropy(), x, x)).toFixed(1), threads.passes);
`;
  writeFileSync(join(project, "threads.mjs"), `import { BinaryCrossentropy } from "binary-crossentropy";\n${threaded}`);
  check("its threads run", run("node", ["threads.mjs"], project).trim() === "0.0 1");

  writeFileSync(join(project, "tensors.mjs"), 'await import("binary-crossentropy/tfjs").catch(({ message }) => console.log(message));\n');
  const missing = run("node", ["tensors.mjs"], project);
  check("without its peer the entry on tensors names it", missing.includes("Cannot find package '@tensorflow/tfjs-core'"));

  const strategies = `import { MpiStrategy, Strategy } from "binary-crossentropy/distribute";
console.log(new Strategy().reduce("sum", 1));
await MpiStrategy.start().catch(({ message }) => console.log(message));
`;
  writeFileSync(join(project, "strategies.mjs"), strategies);
  check(
    "one replica needs nothing, and several name koffi where it is missing",
    run("node", ["strategies.mjs"], project) ===
      "1\nMpiStrategy.start: the package koffi, which calls MPI, must be installed, got none. Run `npm install koffi`.\n",
  );

  const typed = 'const none: NdArray = new BinaryCrossentropy({ reduction: "none" })([[1]], [[1]]);\nconsole.log(none.shape.length);\n';
  writeFileSync(join(project, "typed.ts"), `import { BinaryCrossentropy, type NdArray } from "binary-crossentropy";\n${program}${typed}`);
  const compilerOptions = { strict: true, target: "es2022", module: "nodenext", lib: ["es2022", "dom"], types: [], outDir: "out" };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["typed.ts"] }));
  run(bin("tsc"), [], project);
  check(
    "it compiles under strict TypeScript 7, its own types checked too, and runs",
    run("node", ["out/typed.js"], project) === "11.522857\n1\n",
  );
  run(bin("tsc6"), [], project);
  check("it compiles under strict TypeScript 6", true);

  const ask = 'import { kernelName } from "binary-crossentropy";\nconsole.log(kernelName());\n';
  writeFileSync(join(project, "ask.mjs"), ask);
  const kernel = run("node", ["ask.mjs"], project);
  check(`its kernels run from where it is installed: ${kernel.trim()}`, /^(relaxed-)?simd$/.test(kernel.trim()));
  const bundlers = {
    esbuild: ["--bundle", "--minify", "--format=cjs", "--outfile=esbuild.cjs"],
    rolldown: ["--minify", "--format", "cjs", "--file", "rolldown.cjs"],
  };
  for (const [name, options] of Object.entries(bundlers)) {
    run(bin(name), ["ask.mjs", ...options], project);
    check(
      `${name} makes one file of it, without a setting for its kernels`,
      run("node", [join(project, `${name}.cjs`)], tmpdir()) === kernel,
    );
  }

  check("publint finds nothing", /All good/.test(run(bin("publint"), ["run", "--strict", join(project, packed.filename)], project)));
  run(bin("attw"), [join(project, packed.filename), "--profile", "esm-only"], project);
  check("are-the-types-wrong finds nothing", true);

  const sizes = JSON.parse(run(bin("size-limit"), ["--json"], root));
  for (const { name, size, sizeLimit, passed } of sizes) check(`${name}: ${size} bytes minified and gzipped, at most ${sizeLimit}`, passed);

  const packProgram = ["pack", "--workspace", "cli", "--json", "--ignore-scripts", "--pack-destination", project];
  const [command] = JSON.parse(run("npm", packProgram, root));
  const paths = command.files.map(({ path }) => path);
  check(
    `${command.filename} holds the program and its thread, and nothing else`,
    ["bin/bce.js", "dist/main.js", "dist/worker.js"].every((name) => paths.includes(name)) &&
      paths.every((path) => /^(dist\/[\w-]+\.js|bin\/bce\.js|README\.md|LICENSE|package\.json)$/.test(path)),
  );
  run("npm", ["install", "--no-audit", "--no-fund", ...[packed, command].map(({ filename }) => join(project, filename))], project);
  writeFileSync(join(project, "predictions.csv"), "y,p\n0,1\n0,1\n1,1\n1,0\n");
  const scored = ["score", "predictions.csv", "--label", "y", "--prediction", "p", "--dtype", "float32", "--format", "json"];
  check(
    "the program scores a file",
    JSON.parse(run(join(project, "node_modules/.bin/bce"), scored, project)).loss.toFixed(5) === "11.52286",
  );
  const rows = Array.from({ length: 1_000_000 }, (_, i) => `${i % 2},0.250000`);
  writeFileSync(join(project, "predictions.csv"), `y,p\n${rows.join("\n")}\n`);
  check("and a large one, with its thread", JSON.parse(run(join(project, "node_modules/.bin/bce"), scored, project)).count === 1_000_000);
} finally {
  rmSync(project, { recursive: true, force: true });
}
console.log(`${checks} passed, 0 failed`);

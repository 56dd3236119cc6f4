// The library as packed: what it holds, that it needs nothing, and that its parts run from where
// they are installed.
import { check, install, manifest, pack, run, write } from "./project.mjs";

const program =
  "const bce = new BinaryCrossentropy();\nconsole.log(bce([0, 0, 1, 1], [1, 1, 1, 0]).toFixed(6));\n";

const threaded = `import { startThreads } from "binary-crossentropy/threads";
import { BinaryCrossentropy } from "binary-crossentropy";
const threads = await startThreads({ count: 2, threshold: 0 });
const x = new Float32Array(new SharedArrayBuffer(8)).fill(1);
console.log((await threads.evaluate(new BinaryCrossentropy(), x, x)).toFixed(1), threads.passes);
`;

const strategies = `import { MpiStrategy, Strategy } from "binary-crossentropy-distribute";
console.log(new Strategy().reduce("sum", 1));
await MpiStrategy.start().catch(({ message }) => console.log(message));
`;

export function checkLibrary() {
  const { filename, paths } = pack();
  check(
    `${filename} holds the build, the sources, the documentation and the licence, and nothing else`,
    paths.every((path) =>
      /^(dist|src|docs)\/|^(threads|tfjs|distribute)\/|^(README|CHANGELOG|LICENSE|package\.json)/.test(
        path,
      ),
    ),
  );
  check(
    "it holds what its entries need",
    filesOf(manifest).every((path) => paths.includes(path)),
  );
  install(`./${filename}`);
  const installed = JSON.parse(run("npm", ["ls", "--all", "--json"]));
  const own = installed.dependencies[manifest.name];
  check(
    "it installs into an empty project without any dependency",
    // An optional peer that is not there is listed without a version.
    own.version === manifest.version &&
      Object.values(own.dependencies ?? {}).every(({ version }) => version === undefined),
  );
  write("main.mjs", `import { BinaryCrossentropy } from "binary-crossentropy";\n${program}`);
  check("it runs from JavaScript", run("node", ["main.mjs"]).trim() === "11.522857");
  write("threads.mjs", threaded);
  check("its threads run", run("node", ["threads.mjs"]).trim() === "0.0 1");
  write(
    "tensors.mjs",
    'await import("binary-crossentropy/tfjs").catch(({ message }) => console.log(message));\n',
  );
  const missing = run("node", ["tensors.mjs"]);
  check(
    "without its peer the entry on tensors names it",
    missing.includes("Cannot find package '@tensorflow/tfjs-core'"),
  );
  write("strategies.mjs", strategies);
  check(
    "one replica needs nothing, and several name koffi where it is missing",
    run("node", ["strategies.mjs"]) ===
      "1\nMpiStrategy.start: the package koffi, which calls MPI, must be installed, got none. Run `npm install koffi`.\n",
  );
  return filename;
}

/** Every file that package.json names, and the scripts of threads, which modules name. */
function filesOf({ exports, main, module, unpkg, types }) {
  const pathsIn = (target) =>
    typeof target === "string" ? [target] : Object.values(target).flatMap(pathsIn);
  const targets = pathsIn(exports);
  const named = [...targets, main, module, unpkg, types].map((path) => path.replace(/^\.\//, ""));
  return [...named, "dist/distribute/mpi/watcher.js", "README.md", "LICENSE"];
}

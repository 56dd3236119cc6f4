// The library as packed: what it holds, that it needs nothing, and that its parts run from where
// they are installed.
import { check, install, manifests, namedFiles, pack, read, run, write } from "./project.mjs";

const { core } = manifests;

const program =
  "const bce = new BinaryCrossentropy();\nconsole.log(bce([0, 0, 1, 1], [1, 1, 1, 0]).toFixed(6));\n";

const threaded = `import { startThreads } from "binary-crossentropy/threads";
import { BinaryCrossentropy } from "binary-crossentropy";
const threads = await startThreads({ count: 2, threshold: 0 });
const x = new Float32Array(new SharedArrayBuffer(8)).fill(1);
console.log((await threads.evaluate(new BinaryCrossentropy(), x, x)).toFixed(1), threads.passes);
`;

export function checkLibrary() {
  const { filename, paths } = pack("core");
  check(
    `${filename} holds the build, the sources, the documentation and the licence, and nothing else`,
    paths.every((path) =>
      /^(dist|src|docs|threads|tfjs|webgpu|jax|internal)\/|^(README|CHANGELOG|LICENSE|package\.json)/.test(
        path,
      ),
    ),
  );
  check(
    "it holds what its entries need",
    namedFiles(core).every((path) => paths.includes(path)),
  );
  install(`./${filename}`);
  const installed = JSON.parse(run("npm", ["ls", "--all", "--json"]));
  const own = installed.dependencies[core.name];
  check(
    "it installs into an empty project without any dependency",
    // An optional peer that is not there is listed without a version.
    own.version === core.version &&
      Object.values(own.dependencies ?? {}).every(({ version }) => version === undefined),
  );
  const page = read("node_modules/binary-crossentropy/README.md");
  const links = [...page.matchAll(/\]\((?!\w+:)([^)#]*)/g)].map(([, path]) => path);
  check(
    `the ${links.length} links of its README lead to what it holds`,
    links.length > 3 && links.every((path) => paths.includes(path)),
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
  return filename;
}

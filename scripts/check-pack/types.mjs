// The library's types: under the oldest TypeScript that is promised and the newest ones, its own
// files checked too.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { check, entries, folder, install, root, run, runOwn, write } from "./project.mjs";

const program = `import { BinaryCrossentropy, type NdArray } from "binary-crossentropy";
const bce = new BinaryCrossentropy();
console.log(bce([0, 0, 1, 1], [1, 1, 1, 0]).toFixed(6));
const none: NdArray = new BinaryCrossentropy({ reduction: "none" })([[1]], [[1]]);
console.log(none.shape.length);
`;

const oldest = "5.7";

export function checkTypes() {
  install(`typescript@${oldest}`);
  write("typed.ts", program);
  write(
    "entries.ts",
    entries.map((entry, i) => `export * as entry${i} from ${JSON.stringify(entry)};\n`).join(""),
  );
  const compilerOptions = {
    strict: true,
    skipLibCheck: false,
    target: "es2022",
    module: "nodenext",
    lib: ["es2022", "dom"],
    types: [],
    outDir: "out",
  };
  write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["typed.ts"] }));
  write(
    "tsconfig.entries.json",
    JSON.stringify({
      compilerOptions: { ...compilerOptions, noEmit: true },
      files: ["entries.ts"],
    }),
  );
  const compilers = {
    7: join(root, "node_modules/.bin/tsc"),
    6: join(root, "node_modules/.bin/tsc6"),
    [oldest]: join(folder, "node_modules/.bin/tsc"),
  };
  for (const [version, compiler] of Object.entries(compilers)) {
    run(compiler, []);
    check(
      `it compiles under strict TypeScript ${version}, its own types checked too, and runs`,
      run("node", ["out/typed.js"]) === "11.522857\n1\n",
    );
    check(
      `TypeScript ${version} finds no fault in the types of any entry`,
      faultsOf(compiler).length === 0,
    );
  }
}

/** What the compiler says of the packages' own files; TensorFlow.js's are not ours to mend. */
function faultsOf(compiler) {
  const { stdout } = spawnSync(compiler, ["-p", "tsconfig.entries.json"], {
    cwd: folder,
    encoding: "utf8",
  });
  const faults = stdout
    .split("\n")
    .filter((line) =>
      /^(entries\.ts|node_modules\/binary-crossentropy(-distribute)?\/).*error TS/.test(line),
    );
  for (const fault of faults) console.error(fault);
  return faults;
}

export function checkManifest(filename) {
  check(
    `publint finds nothing in ${filename}`,
    /All good/.test(runOwn("publint", ["run", "--strict", filename])),
  );
  runOwn("attw", [filename, "--profile", "esm-only"]);
  check(`are-the-types-wrong finds nothing in ${filename}`, true);
}

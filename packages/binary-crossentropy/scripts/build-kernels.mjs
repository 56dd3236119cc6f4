// Compiles assembly/ and writes its modules, taken apart, into src/kernels/wasm: the kernels into
// binary.ts, those of focal loss into focal-binary.ts, and the numbers that TypeScript must know into
// numbers.ts.
//
// Of each one module is embedded, the one with relaxed SIMD (fused multiply-add). src/kernels/wasm/unpack.ts
// makes the others of it: the plain one, in which a · b + c becomes a multiplication and an
// addition, for which every function has two locals to spare, and those for a memory that threads
// share.
//
//   node scripts/build-kernels.mjs [--check] with --check only compares: exit code 1 where a file is
//   another one
import { fileURLToPath } from "node:url";
import binaryen from "assemblyscript/binaryen";
import { tsImport } from "tsx/esm/api";
import { compileAssembly, numbersOf } from "../../../scripts/compile-assembly.mjs";
import { areMade, stampOf, writeGenerated } from "../../../scripts/write-generated.mjs";
import { pack } from "./pack-module.mjs";
import { strip, withOrderedLocals } from "./wasm-module.mjs";

const root = new URL("..", import.meta.url);
const rootPath = fileURLToPath(root);

/**
 * The modules: what each is compiled from, and the file that it is written to. They share a memory,
 * and the constants in it; the second one has some more behind them.
 */
const modules = [
  { entry: "assembly/index.ts", file: "src/kernels/wasm/binary.ts" },
  { entry: "assembly/focal/index.ts", file: "src/kernels/wasm/focal-binary.ts" },
];
const numbers = "src/kernels/wasm/numbers.ts";
const stamp = stampOf(
  [
    new URL("assembly/", root),
    new URL("src/kernels/wasm/unpack.ts", root),
    new URL(import.meta.url),
    new URL("scripts/pack-module.mjs", root),
    new URL("scripts/wasm-module.mjs", root),
    new URL("../../scripts/compile-assembly.mjs", root),
  ],
  ["assemblyscript"],
);
if (areMade(root, [numbers, ...modules.map(({ file }) => file)], stamp)) process.exit();
const made = { maker: "scripts/build-kernels.mjs", origin: "assembly/", stamp };

/** src/kernels/wasm/machine.ts leaves room for constants up to here. */
const constantsEnd = 1024;
let common;

/** What a module writes to its memory. */
function constantsOf(module) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 });
  const plain = unpack(pack(module), false, false);
  const env = { memory, tail: 0, outside() {} };
  new WebAssembly.Instance(new WebAssembly.Module(plain), { env });
  const bytes = new Uint8Array(memory.buffer);
  return bytes.slice(0, bytes.findLastIndex((byte) => byte !== 0) + 1);
}

/** Throws unless the module's constants fit, and begin with those of the modules before it. */
function checkConstants(entry, constants) {
  common ??= constants;
  const isAlike = common.every((byte, at) => byte === constants[at]);
  if (!isAlike || constants.length > constantsEnd)
    throw new Error(`the constants of ${entry} are in the way of others`);
}

/**
 * A local of its own for each value: which one is set is then known, which leaves less to embed. For
 * an engine it is the same.
 */
function withLocalsSetOnce(bytes) {
  const wasm = binaryen.readBinary(bytes);
  wasm.setFeatures(binaryen.Features.All);
  wasm.runPasses(["ssa-nomerge", "vacuum", "reorder-locals"]);
  return wasm.emitBinary();
}

const { unpack } = await tsImport("../src/kernels/wasm/unpack.ts", import.meta.url);

for (const { entry, file } of modules) {
  const module = withOrderedLocals(
    strip(
      withLocalsSetOnce(
        await compileAssembly(rootPath, entry, [
          "--enable",
          "relaxed-simd",
          // Constants begin here.
          "--memoryBase",
          "16",
        ]),
      ),
    ),
  );
  checkConstants(entry, constantsOf(module));
  const packed = pack(module);
  if (!module.equals(unpack(packed, true, false)))
    throw new Error("what unpack.ts puts together is not the module");
  const lines = Object.entries(packed).map(([name, part]) => `  ${name}: ${JSON.stringify(part)},`);
  writeGenerated(
    root,
    file,
    made,
    `/** The module with relaxed SIMD, as unpack.ts takes it. */
export const packed = {
${lines.join("\n")}
};
`,
  );
  console.log(`${entry}: ${module.length} bytes`);
}
writeGenerated(root, numbers, made, await numbersOf(rootPath, "assembly/numbers.ts"));

// Compiles assembly/ and writes the module, taken apart, into src/kernels/wasm/binary.ts, and the
// numbers that TypeScript must know into src/kernels/wasm/numbers.ts.
//
// One module is embedded, the one with relaxed SIMD (fused multiply-add). src/kernels/wasm/unpack.ts
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
import { writeGenerated } from "../../../scripts/write-generated.mjs";
import { pack } from "./pack-module.mjs";
import { strip, withOrderedLocals } from "./wasm-module.mjs";

const root = new URL("..", import.meta.url);
const rootPath = fileURLToPath(root);

const maker = "scripts/build-kernels.mjs";

const module = withOrderedLocals(
  strip(
    withLocalsSetOnce(
      await compileAssembly(rootPath, "assembly/index.ts", [
        "--enable",
        "relaxed-simd",
        // Constants begin here: src/kernels/wasm/machine.ts leaves room for them up to 1024.
        "--memoryBase",
        "16",
      ]),
    ),
  ),
);
const packed = pack(module);

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
if (!module.equals(unpack(packed, true, false)))
  throw new Error("what unpack.ts puts together is not the module");

const lines = Object.entries(packed).map(([name, part]) => `  ${name}: ${JSON.stringify(part)},`);
const source = `// Made by ${maker} from assembly/. Do not edit.

/** The module with relaxed SIMD, as unpack.ts takes it. */
export const packed = {
${lines.join("\n")}
};
`;
writeGenerated(root, "src/kernels/wasm/binary.ts", "assembly/", source);
writeGenerated(
  root,
  "src/kernels/wasm/numbers.ts",
  "assembly/",
  await numbersOf(rootPath, "assembly/numbers.ts", maker),
);
console.log(`kernels: ${module.length} bytes`);

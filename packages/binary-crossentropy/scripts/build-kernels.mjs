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
import { writeGenerated } from "../../../scripts/write-generated.mjs";
import { pack } from "./pack-module.mjs";
import { strip, withOrderedLocals } from "./wasm-module.mjs";

const root = new URL("..", import.meta.url);
const rootPath = fileURLToPath(root);

const maker = "scripts/build-kernels.mjs";

/**
 * The modules: what each is compiled from, the file that it is written to, and where its constants
 * begin. src/kernels/wasm/machine.ts leaves room for them up to 1024.
 */
const modules = [
  { entry: "assembly/index.ts", file: "src/kernels/wasm/binary.ts", constantsAt: 16 },
  { entry: "assembly/focal/index.ts", file: "src/kernels/wasm/focal-binary.ts", constantsAt: 512 },
];

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

for (const { entry, file, constantsAt } of modules) {
  const module = withOrderedLocals(
    strip(
      withLocalsSetOnce(
        await compileAssembly(rootPath, entry, [
          "--enable",
          "relaxed-simd",
          "--memoryBase",
          String(constantsAt),
        ]),
      ),
    ),
  );
  const packed = pack(module);
  if (!module.equals(unpack(packed, true, false)))
    throw new Error("what unpack.ts puts together is not the module");
  const lines = Object.entries(packed).map(([name, part]) => `  ${name}: ${JSON.stringify(part)},`);
  const source = `// Made by ${maker} from assembly/. Do not edit.

/** The module with relaxed SIMD, as unpack.ts takes it. */
export const packed = {
${lines.join("\n")}
};
`;
  writeGenerated(root, file, "assembly/", source);
  console.log(`${entry}: ${module.length} bytes`);
}
writeGenerated(
  root,
  "src/kernels/wasm/numbers.ts",
  "assembly/",
  await numbersOf(rootPath, "assembly/numbers.ts", maker),
);

// Compiles assembly/ and writes the binary, in base64, into src/wasm/binary.ts, and the numbers that
// TypeScript must know into src/wasm/numbers.ts.
//
//   node scripts/build-kernels.mjs [--check] with --check only compares: exit code 1 where a file is
//   another one
import { fileURLToPath } from "node:url";
import { compileAssembly, numbersOf } from "../../../scripts/compile-assembly.mjs";
import { areMade, stampOf, writeGenerated } from "../../../scripts/write-generated.mjs";

const root = new URL("..", import.meta.url);
const rootPath = fileURLToPath(root);
const targets = { binary: "src/wasm/binary.ts", numbers: "src/wasm/numbers.ts" };
const stamp = stampOf(
  [
    new URL("assembly/", root),
    new URL("../binary-crossentropy/assembly/", root),
    new URL(import.meta.url),
    new URL("../../scripts/compile-assembly.mjs", root),
  ],
  ["assemblyscript"],
);
if (areMade(root, Object.values(targets), stamp)) process.exit();
const made = { maker: "scripts/build-kernels.mjs", origin: "assembly/", stamp };

const binary = await compileAssembly(rootPath, "assembly/index.ts", [
  "--enable",
  "threads",
  "--sharedMemory",
]);

// Its constants lie before the first address that src/wasm/module.ts gives away.
const memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536, shared: true });
await WebAssembly.instantiate(binary, { env: { memory } });
const end = new Uint8Array(memory.buffer).findLastIndex((byte) => byte !== 0) + 1;
if (end > 2048)
  throw new Error(
    `The constants of assembly/ end at ${end}: raise firstAddress in src/wasm/module.ts.`,
  );

writeGenerated(
  root,
  targets.binary,
  made,
  `/** The module, in base64. */
export const binary =
  "${Buffer.from(binary).toString("base64")}";
`,
);
writeGenerated(root, targets.numbers, made, await numbersOf(rootPath, "assembly/numbers.ts"));
console.log(`kernels of the program: ${binary.length} bytes`);

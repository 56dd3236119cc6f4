// Compiles assembly/ and writes the binary, in base64, into src/wasm/binary.ts.
//
//   node scripts/build-kernels.mjs [--check] with --check only compares: exit code 1 where the
//   file is another one
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compileAssembly } from "../../../scripts/compile-assembly.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = new URL("../src/wasm/binary.ts", import.meta.url);

const binary = await compileAssembly(root, "assembly/index.ts", [
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

const source = `// Made by scripts/build-kernels.mjs from assembly/. Do not edit.

/** The module, in base64. */
export const binary =
  "${Buffer.from(binary).toString("base64")}";
`;
if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== source) {
    console.error("src/wasm/binary.ts is not what assembly/ gives. Run `npm run build:kernels`.");
    process.exit(1);
  }
} else writeFileSync(target, source);
console.log(`kernels of the program: ${binary.length} bytes`);

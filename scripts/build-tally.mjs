// Compiles cli/assembly/ and writes the binary, in base64, into cli/src/metrics/wasm/binary.ts.
//
//   node scripts/build-tally.mjs [--check]   with --check only compares: exit code 1 where the file is another one
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = new URL("../cli/src/metrics/wasm/binary.ts", import.meta.url);

const files = new Map();
const options = [
  "-O3",
  "--noAssert",
  "--runtime",
  "stub",
  "--importMemory",
  "--maximumMemory",
  "65536",
  "--enable",
  "simd",
  "--enable",
  "threads",
  "--sharedMemory",
  "--disableWarning",
  "112",
];
const { error, stderr } = await asc.main(["cli/assembly/tally.ts", "--baseDir", root, "--outFile", "tally.wasm", ...options], {
  writeFile: (name, contents) => void files.set(name, contents),
});
if (error) throw new Error(`cli/assembly/ does not compile.\n${stderr.toString()}`);
const binary = files.get("tally.wasm");

// Its constants lie before the first address that cli/src/metrics/tally-memory.ts gives away.
const memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536, shared: true });
await WebAssembly.instantiate(binary, { env: { memory } });
const end = new Uint8Array(memory.buffer).findLastIndex((byte) => byte !== 0) + 1;
if (end > 2048) throw new Error(`The constants of cli/assembly/ end at ${end}: raise firstAddress in cli/src/metrics/tally-memory.ts.`);

const source = `// Made by scripts/build-tally.mjs from cli/assembly/. Do not edit.

/** The module, in base64. */
export const binary =
  "${Buffer.from(binary).toString("base64")}";
`;
if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== source) {
    console.error("cli/src/metrics/wasm/binary.ts is not what cli/assembly/ gives. Run `npm run build:kernels`.");
    process.exit(1);
  }
} else writeFileSync(target, source);
console.log(`tally: ${binary.length} bytes`);

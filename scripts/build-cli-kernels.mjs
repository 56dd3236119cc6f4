// Compiles cli/assembly/ and writes the binary, in base64, into cli/src/wasm/binary.ts, and the
// numbers that TypeScript must know into cli/src/wasm/numbers.ts.
//
//   node scripts/build-cli-kernels.mjs [--check] with --check only compares: exit code 1 where a
//   file is another one
import { compileAssembly, numbersOf } from "./compile-assembly.mjs";
import { root, rootPath, writeGenerated } from "./write-generated.mjs";

const maker = "scripts/build-cli-kernels.mjs";

const binary = await compileAssembly(rootPath, "cli/assembly/index.ts", [
  "--enable",
  "threads",
  "--sharedMemory",
]);

// Its constants lie before the first address that cli/src/wasm/module.ts gives away.
const memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536, shared: true });
await WebAssembly.instantiate(binary, { env: { memory } });
const end = new Uint8Array(memory.buffer).findLastIndex((byte) => byte !== 0) + 1;
if (end > 2048)
  throw new Error(
    `The constants of cli/assembly/ end at ${end}: raise firstAddress in cli/src/wasm/module.ts.`,
  );

const source = `// Made by ${maker} from cli/assembly/. Do not edit.

/** The module, in base64. */
export const binary =
  "${Buffer.from(binary).toString("base64")}";
`;
writeGenerated(root, "cli/src/wasm/binary.ts", "cli/assembly/", source);
writeGenerated(
  root,
  "cli/src/wasm/numbers.ts",
  "cli/assembly/",
  await numbersOf(rootPath, "cli/assembly/numbers.ts", maker),
);
console.log(`kernels of the program: ${binary.length} bytes`);

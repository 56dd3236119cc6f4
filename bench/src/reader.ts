// Compiles assembly/read.ts to WebAssembly, once: the file stays in the scratch folder.

import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { BenchError } from "./errors.js";
import { readerFile, readerSource } from "./paths.js";

/** The compiled file. */
export async function compileReader(): Promise<string> {
  if (existsSync(readerFile) && statSync(readerFile).mtimeMs >= statSync(readerSource).mtimeMs)
    return readerFile;
  const { default: asc } = await import("assemblyscript/asc");
  const written: Record<string, Uint8Array | string> = {};
  const options = [
    "-O3",
    "--noAssert",
    "--runtime",
    "stub",
    "--enable",
    "simd",
    "--importMemory",
    "--outFile",
    "read.wasm",
  ];
  const { error, stderr } = await asc.main(["read.ts", ...options], {
    readFile: (name) => (name === "read.ts" ? readFileSync(readerSource, "utf8") : null),
    writeFile: (name, contents) => {
      written[name] = contents;
    },
    listFiles: () => [],
  });
  const wasm = written["read.wasm"];
  if (error || !wasm)
    throw new BenchError(`assembly/read.ts cannot be compiled: ${stderr.toString().trim()}`);
  mkdirSync(dirname(readerFile), { recursive: true });
  // In one step: another process may be reading.
  const temporary = `${readerFile}.${process.pid}`;
  writeFileSync(temporary, wasm);
  renameSync(temporary, readerFile);
  return readerFile;
}

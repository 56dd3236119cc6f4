// Compiles a file of AssemblyScript, with an imported memory and without a runtime.
import asc from "assemblyscript/asc";

/**
 * @param options Those beside what all modules are compiled with.
 * @param optimization What makes it fast; `--debug` in its place keeps the names of the sources.
 */
export async function compileAssembly(root, entry, options, optimization = "-O3") {
  const files = new Map();
  const common = [
    optimization,
    "--noAssert",
    "--runtime",
    "stub",
    "--importMemory",
    "--maximumMemory",
    "65536",
    "--enable",
    "simd",
  ];
  const quiet = ["--disableWarning", "112"];
  const { error, stderr } = await asc.main(
    [entry, "--baseDir", root, "--outFile", "module.wasm", ...common, ...options, ...quiet],
    {
      writeFile: (name, contents) => void files.set(name, contents),
    },
  );
  if (error) throw new Error(`${entry} does not compile.\n${stderr.toString()}`);
  return files.get("module.wasm");
}

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

/**
 * The constants and enums that a file of AssemblyScript exports, as TypeScript: with the values that
 * the compiler gives them, so that nobody writes them twice.
 */
export async function numbersOf(root, entry) {
  const binary = await compileAssembly(root, entry, ["--enable", "relaxed-simd"]);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 });
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory } });
  const globals = Object.entries(instance.exports).filter(
    ([, one]) => one instanceof WebAssembly.Global,
  );
  const enums = new Map();
  const lines = [];
  for (const [name, { value }] of globals) {
    const [owner, member] = name.split(".");
    if (member === undefined) lines.push(`export const ${name} = ${value};`);
    else enums.set(owner, [...(enums.get(owner) ?? []), `  ${member}: ${value},`]);
  }
  for (const [name, members] of enums)
    lines.push(`export const ${name} = {\n${members.join("\n")}\n} as const;`);
  return `${lines.join("\n")}\n`;
}

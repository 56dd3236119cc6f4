// What a library holds beside its ES modules, made of them: CommonJS for tools that know nothing else
// (Jest as it comes, resolvers that read `main` alone), and where its package.json names one for
// pages without a bundler, one minified file. Run in the folder of the package.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";

const root = process.cwd();
const dist = join(root, "dist");
const { exports, license, name, sideEffects, unpkg, version } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
);

/** Scripts of threads of their own, which are started as ES modules from wherever. */
const isScript = (path) => sideEffects.includes(`./dist/${path}`);

if (unpkg !== undefined)
  await build({
    entryPoints: [join(dist, "index.js")],
    outfile: join(root, unpkg),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    banner: { js: `/* ${name} ${version}, ${license} licence */` },
    logLevel: "warning",
  });

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true }).filter((path) => !path.startsWith("cjs"));

const modules = filesIn(dist)
  .filter((path) => path.endsWith(".js") && !path.endsWith(".min.js") && !isScript(path))
  .map((path) => ({ path, code: readFileSync(join(dist, path), "utf8") }));

for (const { path, code } of modules) {
  // The address is that of the ES module, beside which its workers and the package's own
  // package.json lie.
  const twin = relative(dirname(join(dist, "cjs", path)), join(dist, path));
  const address = `new URL(${JSON.stringify(twin)}, require("node:url").pathToFileURL(__filename)).href`;
  await build({
    stdin: { contents: code, sourcefile: path, resolveDir: dist },
    outfile: join(dist, "cjs", path),
    format: "cjs",
    target: "es2022",
    platform: "node",
    define: code.includes("import.meta") ? { "import.meta.url": "importMetaUrl" } : {},
    banner: code.includes("import.meta") ? { js: `const importMetaUrl = ${address};` } : {},
    logLevel: "warning",
  });
}
// A declaration is read as the kind of module that it lies beside.
for (const path of filesIn(dist).filter((path) => path.endsWith(".d.ts"))) {
  const text = readFileSync(join(dist, path), "utf8").replace(/\n\/\/# sourceMappingURL=.*/, "");
  writeFileSync(join(dist, "cjs", path), text);
}
writeFileSync(join(dist, "cjs", "package.json"), '{ "type": "commonjs" }\n');

// A resolver that knows no `exports` looks for a folder of each entry's name.
for (const [entry, { require: main, import: module }] of Object.entries(exports)) {
  if (entry === "." || main === undefined) continue;
  const folder = join(root, entry);
  mkdirSync(folder, { recursive: true });
  const inFolder = (path) => relative(folder, join(root, path));
  const stub = {
    main: inFolder(main.default),
    module: inFolder(module.default),
    types: inFolder(main.types),
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(stub, null, 2)}\n`);
}

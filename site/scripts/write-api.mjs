// Writes the pages of the API, one for each symbol, into site/api, where Git ignores them. The pages
// in packages/*/docs/api are the same text in files that can be read in the repository.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";

const site = fileURLToPath(new URL("..", import.meta.url));
const packages = fileURLToPath(new URL("../../packages", import.meta.url));

/** The entries of each package with what is in them, and the folder that its pages go to. */
const libraries = [
  {
    name: "binary-crossentropy",
    entries: {
      "": "losses, metrics and weights, on arrays",
      threads: "a pool of workers for large calls",
      tfjs: "the loss on tensors of TensorFlow.js, and in its models",
      webgpu: "the loss on buffers of a GPU",
      jax: "the loss as a function of jax-js",
    },
    folder: "api",
  },
  {
    name: "binary-crossentropy-distribute",
    entries: {
      "": "strategies: one model, trained by several processes",
      tfjs: "a training loop for models of TensorFlow.js",
      checkpoint: "checkpoints in files",
    },
    folder: "api-distribute",
  },
];

for (const { name, entries, folder } of libraries) {
  const source = `${packages}/${name.replace("binary-crossentropy-", "")}`;
  rmSync(`${site}${folder}`, { recursive: true, force: true });
  const app = await Application.bootstrapWithPlugins({
    name,
    options: `${site}typedoc.json`,
    tsconfig: `${source}/tsconfig.json`,
    entryPoints: Object.keys(entries).map(
      (entry) => `${source}/src/${entry === "" ? "" : `${entry}/`}index.ts`,
    ),
    out: `${site}${folder}`,
  });
  const project = await app.convert();
  if (project === undefined) process.exit(1);
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) process.exit(1);
  nameEntries(`${site}${folder}`, name, entries);
}

/** Calls each entry what a program imports; typedoc calls it by its file. */
function nameEntries(folder, name, entries) {
  const rows = Object.entries(entries).map(([entry, text]) => {
    const [path, imported] = [entry || "index", entry ? `${name}/${entry}` : name];
    const page = `${folder}/${path}/index.md`;
    writeFileSync(page, readFileSync(page, "utf8").replace(/^# .*$/m, `# ${imported}`));
    return `| [\`${imported}\`](${path}/index.md) | ${text} |`;
  });
  const table = ["| import from | what is in it |", "|---|---|", ...rows].join("\n");
  writeFileSync(`${folder}/index.md`, `# API of ${name}\n\n${table}\n`);
}

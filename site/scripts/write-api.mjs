// Writes the pages of the API, one for each symbol, into site/api, where Git ignores them. The pages
// in packages/*/docs/api are the same text in files that can be read in the repository.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";

const site = fileURLToPath(new URL("..", import.meta.url));
const packages = fileURLToPath(new URL("../../packages", import.meta.url));

/** The entries of each package, and the folder that its pages go to. */
const libraries = [
  { name: "binary-crossentropy", entries: ["", "threads", "tfjs", "webgpu", "jax"], folder: "api" },
  {
    name: "binary-crossentropy-distribute",
    entries: ["", "tfjs", "checkpoint"],
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
    entryPoints: entries.map((entry) => `${source}/src/${entry === "" ? "" : `${entry}/`}index.ts`),
    out: `${site}${folder}`,
  });
  const project = await app.convert();
  if (project === undefined) process.exit(1);
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) process.exit(1);
}

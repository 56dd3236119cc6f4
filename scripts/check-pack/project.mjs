// An empty project in a temporary folder, which the packages are packed into and installed in.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const folder = mkdtempSync(join(tmpdir(), "binary-crossentropy-pack-"));

const folders = { core: "binary-crossentropy", distribute: "distribute", program: "cli" };
const placeOf = (name) => join(root, "packages", folders[name]);
const manifestOf = (name) => JSON.parse(readFileSync(join(placeOf(name), "package.json"), "utf8"));

/** The folder of the library, and the descriptions of the three packages. */
export const coreFolder = placeOf("core");
export const manifests = {
  core: manifestOf("core"),
  distribute: manifestOf("distribute"),
  program: manifestOf("program"),
};

/** The names that a program imports, of the entries of both libraries that are modules. */
export const entries = [manifests.core, manifests.distribute].flatMap(({ name, exports }) =>
  Object.entries(exports)
    .filter(([, target]) => target.require !== undefined)
    .map(([entry]) => entry.replace(/^\./, name)),
);

let checks = 0;

export function check(claim, holds) {
  if (!holds) throw new Error(`Not so: ${claim}`);
  checks++;
  console.log(`✓ ${claim}`);
}

/** What a command prints; its errors are shown. */
export const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/** One of this repository's own commands. */
export const runOwn = (name, args, cwd = folder) =>
  run(join(root, "node_modules", ".bin", name), args, cwd);

export const write = (name, text) => writeFileSync(join(folder, name), text);
export const read = (name) => readFileSync(join(folder, name), "utf8");

export const install = (...packages) =>
  run("npm", ["install", "--no-audit", "--no-fund", "--silent", ...packages]);

/**
 * Packs one of the packages.
 * @returns its file's name and the paths in it
 */
export function pack(name) {
  const options = ["pack", "--json", "--pack-destination", folder];
  const [{ filename, files }] = JSON.parse(run("npm", options, placeOf(name)));
  return { filename, paths: files.map(({ path }) => path) };
}

/** Every file that a package.json names, the scripts of threads among them, and those of all. */
export function namedFiles({ bin, exports = {}, main, module, sideEffects = [], types, unpkg }) {
  const pathsIn = (target) =>
    typeof target === "string" ? [target] : Object.values(target).flatMap(pathsIn);
  const named = [...[bin ?? {}, exports].flatMap(pathsIn), ...sideEffects]
    .concat(main, module, types, unpkg)
    .filter((path) => path !== undefined);
  return [...named.map((path) => path.replace(/^\.\//, "")), "README.md", "LICENSE"];
}

export const remove = () => rmSync(folder, { recursive: true, force: true });

export const report = () => console.log(`${checks} passed, 0 failed`);

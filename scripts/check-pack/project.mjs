// An empty project in a temporary folder, which the packages are packed into and installed in.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
export const folder = mkdtempSync(join(tmpdir(), "binary-crossentropy-pack-"));

/** The names that a program imports, of the entries that are modules. */
export const entries = Object.entries(manifest.exports)
  .filter(([, target]) => target.require !== undefined)
  .map(([entry]) => entry.replace(/^\./, manifest.name));

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

export const install = (...packages) =>
  run("npm", ["install", "--no-audit", "--no-fund", "--silent", ...packages]);

/**
 * Packs a workspace, or the library without a name.
 * @returns its file's name and the paths in it
 */
export function pack(workspace) {
  const of = workspace ? ["--workspace", workspace] : [];
  const options = ["pack", ...of, "--json", "--ignore-scripts", "--pack-destination", folder];
  const [{ filename, files }] = JSON.parse(run("npm", options, root));
  return { filename, paths: files.map(({ path }) => path) };
}

export const remove = () => rmSync(folder, { recursive: true, force: true });

export const report = () => console.log(`${checks} passed, 0 failed`);

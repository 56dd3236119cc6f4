// Files that are made of others. What takes long to make says at its head of which inputs it was
// made, so that a build need not make it again. With --check a script makes its files all the same, and only
// compares: exit code 1 where a file that is there is another one.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const isCheck = process.argv.includes("--check");

const comments = /\/\*[\s\S]*?\*\/|\/\/.*/g;

function filesIn(url) {
  if (!url.pathname.endsWith("/")) return [url];
  return readdirSync(url, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => pathToFileURL(join(parentPath, name)))
    .sort((a, b) => (a.href < b.href ? -1 : 1));
}

/**
 * What changes whenever the inputs do, but for their comments and spaces.
 *
 * @param inputs URLs of files, and of folders, which end in a slash.
 * @param tools Names of packages, whose versions count.
 */
export function stampOf(inputs, tools = []) {
  const hash = createHash("sha256");
  for (const url of inputs.flatMap(filesIn))
    hash.update(readFileSync(url, "utf8").replace(comments, "").replace(/\s+/g, " "));
  const require = createRequire(import.meta.url);
  for (const tool of tools) hash.update(require(`${tool}/package.json`).version);
  return hash.digest("hex").slice(0, 16);
}

const inputsLine = (stamp) => `// Inputs: ${stamp}\n`;

/** Whether the files are there, made of these inputs, and nobody asks to check them. */
export function areMade(root, targets, stamp) {
  const isMade = (target) => {
    const url = new URL(target, root);
    return existsSync(url) && readFileSync(url, "utf8").includes(inputsLine(stamp));
  };
  return !isCheck && targets.every(isMade);
}

/**
 * @param root The package, as a URL.
 * @param target A path in it.
 * @param made The script that makes the file, its sources in words, and the stamp of its inputs
 * where areMade looks for one.
 */
export function writeGenerated(root, target, { maker, origin, stamp }, code) {
  const source = `// Made by ${maker} from ${origin}. Do not edit.\n${stamp ? inputsLine(stamp) : ""}\n${code}`;
  const url = new URL(target, root);
  if (!isCheck) writeFileSync(url, source);
  else if (!existsSync(url) || readFileSync(url, "utf8") !== source) {
    console.error(`${target} is not what ${origin} gives. Run \`npm run build:kernels\`.`);
    process.exit(1);
  }
}

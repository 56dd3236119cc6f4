// Writes a file that is made of others, or with --check compares: exit code 1 where the file that is
// there is another one.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** @param target A path below the root. @param origin What the file is made of. */
export function writeGenerated(root, target, origin, source) {
  const url = new URL(target, root);
  if (!process.argv.includes("--check")) writeFileSync(url, source);
  else if (!existsSync(url) || readFileSync(url, "utf8") !== source) {
    console.error(`${target} is not what ${origin} gives. Run \`npm run build:kernels\`.`);
    process.exit(1);
  }
}

/** The root of the project, as a URL and as a path. */
export const root = new URL("..", import.meta.url);
export const rootPath = fileURLToPath(root);

// Writes a file that is made of others, or with --check compares: exit code 1 where the file that is
// there is another one.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** @param root The package, as a URL. @param target A path in it. @param origin The sources. */
export function writeGenerated(root, target, origin, source) {
  const url = new URL(target, root);
  if (!process.argv.includes("--check")) writeFileSync(url, source);
  else if (!existsSync(url) || readFileSync(url, "utf8") !== source) {
    console.error(`${target} is not what ${origin} gives. Run \`npm run build:kernels\`.`);
    process.exit(1);
  }
}

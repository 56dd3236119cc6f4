// Copies into a package, before it is packed, what lies once at the root: the licence, and into the
// library the README and the changelog. Run in the folder of the package.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = relative(root, process.cwd());

/**
 * The links of a page of the root, as the package has them: to its own files as they lie in it, to
 * others as words, since they are not in it.
 */
const withOwnLinks = (page) =>
  page.replace(/\[([^\]]*)\]\((?!\w+:)([^)]*)\)/g, (_, words, target) => {
    const own = posix.relative(folder, target);
    return own.startsWith("..") ? words : `[${words}](${own})`;
  });

if (!existsSync("dist"))
  throw new Error(`dist is missing in ${folder}. Run \`npm run build\` first.`);
copyFileSync(join(root, "LICENSE"), "LICENSE");
if (folder === "packages/binary-crossentropy") {
  copyFileSync(join(root, "CHANGELOG.md"), "CHANGELOG.md");
  writeFileSync("README.md", withOwnLinks(readFileSync(join(root, "README.md"), "utf8")));
}

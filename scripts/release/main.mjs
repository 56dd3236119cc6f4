// `npm run release`: checks that the three packages can be published as they are, packs them, and
// goes through `npm publish --dry-run` with each, in the order in which they need one another. With
// `-- --publish` it publishes them. Run in the root of the repository.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { problemsOf } from "./problems.mjs";

/** In the order in which they need one another. */
const folders = ["packages/binary-crossentropy", "packages/distribute", "packages/cli"];

function refuse(problems) {
  console.error(["Not released:", ...problems.map((problem) => `  ${problem}`)].join("\n"));
  process.exit(1);
}

function npm(args, cwd = process.cwd()) {
  const { status } = spawnSync("npm", args, { cwd, stdio: "inherit" });
  if (status !== 0) refuse([`\`npm ${args.join(" ")}\` failed in ${cwd}.`]);
}

const args = process.argv.slice(2);
const isPublishing = args.length === 1 && args[0] === "--publish";
if (args.length > 0 && !isPublishing)
  refuse([`The only option is --publish, got ${args.join(" ")}.`]);

const manifests = folders.map((folder) =>
  JSON.parse(readFileSync(`${folder}/package.json`, "utf8")),
);
const problems = problemsOf(manifests, readFileSync("CHANGELOG.md", "utf8"));
if (problems.length > 0) refuse(problems);

npm(["run", "build"]);
npm(["run", "check:pack"]);
for (const folder of folders) npm(["publish", ...(isPublishing ? [] : ["--dry-run"])], folder);
console.log(
  isPublishing
    ? "Published."
    : "Ready, and nothing is published. `npm run release -- --publish` publishes.",
);

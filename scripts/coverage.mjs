// `npm run test:coverage`: what part of the sources the quick tests of the sources run, as a page
// in coverage/ and as a line. What runs in processes of its own, the program above all, is not
// counted, nor what is tested as it is built. Arguments go to vitest.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const projects = ["node", "relaxed-simd", "javascript"];
const args = [
  ...projects.flatMap((name) => ["--project", name]),
  ...["--tags-filter", "!thorough", "--coverage"],
  ...process.argv.slice(2),
];
const { status } = spawnSync("npx", ["vitest", "run", ...args], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);

const { total } = JSON.parse(readFileSync("coverage/coverage-summary.json", "utf8"));
const parts = ["lines", "branches", "functions"].map((of) => `${total[of].pct} % of ${of}`);
console.log(`coverage: ${parts.join(", ")} (coverage/index.html shows which)`);

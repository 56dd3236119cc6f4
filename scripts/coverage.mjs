// `npm run test:coverage`: what part of the sources the quick tests of the sources run, as a page
// in coverage/ and as a line. What runs in processes of its own, the program above all, is not
// counted, nor what is tested as it is built.
//
//   npm run test:coverage -- [--print | arguments of vitest]
//
//   --print  only the line of the last run
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const summary = "coverage/coverage-summary.json";
const projects = ["node", "relaxed-simd", "javascript"];

function print() {
  if (!existsSync(summary)) {
    console.error("coverage: not measured. `npm run test:coverage` measures it.");
    process.exit(1);
  }
  const { total } = JSON.parse(readFileSync(summary, "utf8"));
  const parts = ["lines", "branches", "functions"].map((of) => `${total[of].pct} % of ${of}`);
  console.log(`coverage: ${parts.join(", ")} (coverage/index.html shows which)`);
}

if (!process.argv.includes("--print")) {
  const args = [
    ...projects.flatMap((name) => ["--project", name]),
    ...["--tags-filter", "!thorough", "--coverage"],
    ...process.argv.slice(2),
  ];
  const { status } = spawnSync("npx", ["vitest", "run", ...args], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
print();

// `npm run test:coverage`: what part of the sources the quick tests run, as a page in coverage/ and
// as a line. What runs in processes, workers or pages of its own is not counted: the program as it
// is built, what the workers of a pool do, MPI, and the code for browsers. The packages must have
// been built.
//
//   npm run test:coverage -- [--print | arguments of vitest]
//
//   --print  only the line of the last run
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const summary = "coverage/coverage-summary.json";
const projects = ["node", "isolated", "javascript", "threads", "strategies"];

function print() {
  if (!existsSync(summary)) {
    console.error("coverage: not measured. `npm run test:coverage` measures it.");
    process.exit(1);
  }
  const files = Object.entries(JSON.parse(readFileSync(summary, "utf8")));
  const sources = files.filter(([path]) => path.includes("/src/")).map(([, counts]) => counts);
  const parts = ["lines", "branches", "functions"].map((of) => {
    const sum = (key) => sources.reduce((so, counts) => so + counts[of][key], 0);
    return `${((100 * sum("covered")) / sum("total")).toFixed(1)} % of ${of}`;
  });
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

// Adds up the test runs whose results lie as JSON in a folder, and prints one line: `N passed, N
// failed, N skipped`. What a run of the quick tier leaves to the run of all tiers is not skipped.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const runs = readdirSync(folder).filter((name) => name.endsWith(".json"));
const total = { passed: 0, failed: 0, skipped: 0 };
for (const name of runs) {
  const run = JSON.parse(readFileSync(join(folder, name), "utf8"));
  total.passed += run.numPassedTests;
  total.failed += run.numFailedTests;
  total.skipped += run.numPendingTests + run.numTodoTests - leftToOthers(run);
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);

/** How many thorough tests a run left out, which it did where it ran none of them. */
function leftToOthers({ testResults }) {
  const thorough = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ tags }) => tags?.includes("thorough"));
  const isLeftOut = thorough.every(({ status }) => status === "skipped" || status === "pending");
  return isLeftOut ? thorough.length : 0;
}

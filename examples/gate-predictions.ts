// Fails a build when predictions are too bad for any one group. `bce score --fail-above` judges all
// rows together, where good countries hide a bad one; this judges each country.
//
// Run it: npx tsx examples/gate-predictions.ts examples/predictions.csv

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const columns = ["--label", "clicked", "--prediction", "p", "--by", "country"];
const limit = 0.4; // nats
const leastRows = 10; // the loss of fewer rows says little

interface Scored {
  readonly loss: number | string | null; // a string if infinite, null if nothing has weight
  readonly count: number;
}

const bce = fileURLToPath(import.meta.resolve("binary-crossentropy-cli/bin/bce.js"));
const args = [bce, "score", ...process.argv.slice(2), ...columns, "--format", "json"];
const { status, stdout } = spawnSync(process.execPath, args, {
  stdio: ["ignore", "pipe", "inherit"],
  encoding: "utf8",
});
// bce has said what is wrong with the file or its columns.
if (status !== 0) process.exit(status ?? 1);

const result: Scored & { groups: (Scored & { values: [string | null] })[] } = JSON.parse(stdout);
const groups = result.groups.map((group) => ({ ...group, name: group.values[0] ?? "(missing)" }));
for (const { name, count, ...scored } of [{ ...result, name: "all rows" }, ...groups]) {
  const loss = Number(scored.loss ?? NaN);
  const verdict = count < leastRows ? "too few rows" : loss <= limit ? "ok" : "too high";
  console.log(
    `${name.padEnd(8)}  ${loss.toFixed(4)}  ${String(count).padStart(3)} rows  ${verdict}`,
  );
  if (verdict === "too high") process.exitCode = 3; // as bce score --fail-above
}

// Prints, and ends with exit code 3:
//   all rows  0.3668   56 rows  ok
//   de        0.1857   24 rows  ok
//   fr        0.1379   18 rows  ok
//   lu        1.1414    2 rows  too few rows
//   nl        0.9432   12 rows  too high

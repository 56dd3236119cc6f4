// npm run bench: measures every workload, prints the table and writes the CSV.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatCsv, type Row } from "./csv.js";
import { circumstances, requireBuild } from "./device.js";
import { BenchError, runCommand } from "./errors.js";
import { formatCount } from "./format.js";
import { help, readOptions } from "./options.js";
import { resultsName } from "./paths.js";
import { report } from "./report.js";
import { workloadsOf } from "./workloads.js";

await runCommand("bench", async () => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  requireBuild();
  createFolder(options.out);
  // Not earlier: it imports the package, which requireBuild has a better message for.
  const { runCell } = await import("./run-cell.js");
  const made = circumstances();
  const rows: Row[] = [];
  for (const workload of workloadsOf(options.sizes)) {
    showProgress(`${workload.quantity}, ${workload.input}, ${formatCount(workload.n)} …`);
    rows.push(...(await runCell(workload, options.limits, made)));
  }
  showProgress("");
  const file = join(options.out, resultsName);
  writeFileSync(file, formatCsv(rows));
  console.log(report(rows));
  console.log(`${made.device}, ${made.cores} cores, Node ${made.node}, binary-crossentropy ${made.package} (dist/); float32, hard labels.`);
  console.log(`Written to ${file}.`);
});

/** Before anything is measured, so that a wrong folder does not cost the results. */
function createFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new BenchError(`--out must be a folder that can be written to, got ${folder} (${(error as NodeJS.ErrnoException).code}).`, 2);
  }
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

// npm run bench: measures every workload, prints the tables and writes the CSV.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.js";
import { formatCsv } from "./csv.js";
import { circumstances, requireBuild } from "./device.js";
import { BenchError } from "./errors.js";
import { help, readOptions } from "./options.js";
import { resultsName } from "./paths.js";
import { runAll } from "./run-all.js";

// The default would end this process without its exit handlers; its children end when it does.
process.once("SIGINT", () => process.exit(130));

await runCommand("bench", async () => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  requireBuild();
  createFolder(options.out);
  const made = circumstances();
  const rows = await runAll(options, made, (text) => console.log(text));
  const file = join(options.out, resultsName);
  writeFileSync(file, formatCsv(rows));
  console.log(
    `\n${made.device}, ${made.cores} cores, Node ${made.node}, binary-crossentropy ${made.package} (dist/).`,
  );
  console.log(`Written to ${file}.`);
});

/** Before anything is measured, so that a wrong folder does not cost the results. */
function createFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new BenchError(
      `--out must be a folder that can be written to, got ${folder} (${(error as NodeJS.ErrnoException).code}).`,
      2,
    );
  }
}

// npm run bench: measures every workload, or every road, prints what it finds and writes the results.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.js";
import { formatCsv } from "./csv.js";
import { circumstances, requireBuild } from "./device.js";
import { BenchError } from "./errors.js";
import { help, readOptions } from "./options.js";
import { resultsName, roadsName } from "./paths.js";
import { formatRoads } from "./roads/road-rows.js";
import { runRoads } from "./roads/run-roads.js";
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
  const say = (text: string) => console.log(text);
  const file = join(options.out, options.roads ? roadsName : resultsName);
  if (options.roads) {
    const command = ["npm run bench --", ...process.argv.slice(2)].join(" ");
    const measured = await runRoads(options, made, say);
    writeFileSync(file, formatRoads({ made: { ...made, command }, ...measured }));
  } else writeFileSync(file, formatCsv(await runAll(options, made, say)));
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

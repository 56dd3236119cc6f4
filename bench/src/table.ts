// npm run table -w bench: writes the results into the README, or checks that they are there.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseCsv } from "./csv.js";
import { BenchError, runCommand, usageError } from "./errors.js";
import { readmeFile, resultsFolder, resultsName, userPath } from "./paths.js";
import { insertTable, markdownTable } from "./readme.js";

const help = `Usage: npm run table -w bench -- [options]

Writes the table of results into the README, between its two bench markers.

  --check        only compare: exit code 1 where the README differs from the results
  --csv FILE     the results (default: bench/results/results.csv)
  --readme FILE  the README (default: README.md)
  --help         this text
`;

await runCommand("table", () => {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const csvFile = options.csv === undefined ? join(resultsFolder, resultsName) : userPath(options.csv);
  const file = options.readme === undefined ? readmeFile : userPath(options.readme);
  const table = markdownTable(parseCsv(read(csvFile)));
  const before = read(file);
  const after = insertTable(before, table);
  if (!options.check) writeFileSync(file, after);
  else if (before !== after) throw new BenchError(`${file} does not show ${csvFile}. Run \`npm run table -w bench\`.`);
});

function readOptions() {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean", default: false } as const;
    return parseArgs({ options: { check: flag, csv: text, readme: text, help: flag } }).values;
  } catch (error) {
    throw usageError(error);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new BenchError(`cannot read ${file} (${(error as NodeJS.ErrnoException).code}).`);
  }
}

// npm run table -w bench: writes the results into the README and docs/speed.md, or checks that they are there.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseCsv } from "./csv.js";
import { BenchError, runCommand, usageError } from "./errors.js";
import { readmeFile, resultsFolder, resultsName, speedFile, userPath } from "./paths.js";
import { insertBlock } from "./tables/block.js";
import { readmeTable } from "./tables/readme-table.js";
import { speedPage } from "./tables/speed-page.js";

const help = `Usage: npm run table -w bench -- [options]

Writes the tables of results into the README and docs/speed.md, between their two bench markers.

  --check        only compare: exit code 1 where a page differs from the results
  --csv FILE     the results (default: bench/results/results.csv)
  --readme FILE  the README (default: README.md)
  --speed FILE   the page with everything (default: docs/speed.md)
  --help         this text
`;

await runCommand("table", () => {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const csvFile = options.csv === undefined ? join(resultsFolder, resultsName) : userPath(options.csv);
  const rows = parseCsv(read(csvFile));
  const pages = [
    { file: options.readme === undefined ? readmeFile : userPath(options.readme), block: readmeTable(rows) },
    { file: options.speed === undefined ? speedFile : userPath(options.speed), block: speedPage(rows) },
  ].map(({ file, block }) => {
    const before = read(file);
    return { file, before, after: insertBlock(before, block) };
  });
  for (const { file, before, after } of pages) {
    if (!options.check) writeFileSync(file, after);
    else if (before !== after) throw new BenchError(`${file} does not show ${csvFile}. Run \`npm run table -w bench\`.`);
  }
});

function readOptions() {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean", default: false } as const;
    return parseArgs({ options: { check: flag, csv: text, readme: text, speed: text, help: flag } }).values;
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

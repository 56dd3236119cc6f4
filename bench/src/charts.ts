// npm run charts -w bench: draws the results, or checks that the pictures are what would be drawn.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ratiosName, throughputNames } from "./charts/names.js";
import { ratiosChart } from "./charts/ratios.js";
import { throughputChart } from "./charts/throughput.js";
import { parseCsv } from "./csv.js";
import { BenchError, runCommand, usageError } from "./errors.js";
import { imagesFolder, resultsFolder, resultsName, userPath } from "./paths.js";

const help = `Usage: npm run charts -w bench -- [options]

Draws the results as SVG files.

  --check     only compare: exit code 1 where a file differs from the results
  --csv FILE  the results (default: bench/results/results.csv)
  --out DIR   where the files are written (default: docs/images)
  --help      this text
`;

await runCommand("charts", () => {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const csvFile = options.csv === undefined ? join(resultsFolder, resultsName) : userPath(options.csv);
  const folder = options.out === undefined ? imagesFolder : userPath(options.out);
  const rows = parseCsv(read(csvFile));
  const charts = [
    ...throughputNames.map((name) => ({ file: join(folder, name.file), svg: throughputChart(name, rows) })),
    { file: join(folder, ratiosName.file), svg: ratiosChart(rows) },
  ];
  if (!options.check) mkdirSync(folder, { recursive: true });
  for (const { file, svg } of charts) {
    if (!options.check) writeFileSync(file, svg);
    else if (read(file) !== svg) throw new BenchError(`${file} does not show ${csvFile}. Run \`npm run charts -w bench\`.`);
  }
});

function readOptions() {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean", default: false } as const;
    return parseArgs({ options: { check: flag, csv: text, out: text, help: flag } }).values;
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

// npm run distribute -w bench: measures the strategy over MPI on two ranks of this machine, and
// writes the tables and the chart of packages/distribute/docs/distribute.md; or checks that they
// show the last results.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scalingChart } from "./charts/scaling.js";
import { flag, parseOptions, runCommand } from "./command.js";
import { circumstances, requireBuild } from "./device.js";
import {
  chartFile,
  type DistributeResults,
  distributeBlock,
} from "./distribute/distribute-tables.js";
import { fullScale, measureDistribute, smokeScale } from "./distribute/measure-distribute.js";
import { BenchError } from "./errors.js";
import { distributeFile, distributeImagesFolder, resultsFolder } from "./paths.js";
import { insertBlock } from "./tables/block.js";

const help = `Usage: npm run distribute -w bench -- [options]

Measures MpiStrategy under mpirun, writes bench/results/distribute.json, and the tables and chart of
packages/distribute/docs/distribute.md.

  --smoke   measure in short, print the tables and write nothing
  --check   only compare: exit code 1 where the page or the chart does not show the results
  --draw    only write the page and the chart from the results that there are
  --help    this text
`;

const resultsFile = join(resultsFolder, "distribute.json");
const chart = join(distributeImagesFolder, chartFile);

await runCommand("distribute", async () => {
  const options = parseOptions({ smoke: flag, check: flag, draw: flag, help: flag });
  if (options.help) process.stdout.write(help);
  else if (options.check) check();
  else if (options.draw) write(readResults());
  else {
    requireBuild();
    const measured = {
      made: circumstances(),
      ...(await measureDistribute(options.smoke ? smokeScale : fullScale)),
    };
    console.log(distributeBlock(measured));
    if (options.smoke) return;
    writeFileSync(resultsFile, `${JSON.stringify(measured, null, 2)}\n`);
    write(measured);
  }
});

function readResults(): DistributeResults {
  return JSON.parse(readFileSync(resultsFile, "utf8")) as DistributeResults;
}

function shown(results: DistributeResults): [file: string, content: string][] {
  return [
    [distributeFile, insertBlock(readFileSync(distributeFile, "utf8"), distributeBlock(results))],
    [chart, scalingChart(results)],
  ];
}

function write(results: DistributeResults): void {
  for (const [file, content] of shown(results)) writeFileSync(file, content);
}

function check(): void {
  for (const [file, content] of shown(readResults())) {
    if (readFileSync(file, "utf8") !== content) {
      throw new BenchError(
        `${file} does not show ${resultsFile}. Run \`npm run distribute -w bench\`.`,
      );
    }
  }
}

// npm run instructions -w bench: counts the instructions that each road takes, and writes them into
// bench/results/instructions.json; or checks that they are there.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { flag, parseOptions, runCommand } from "./command.js";
import { requireBuild } from "./device.js";
import { BenchError } from "./errors.js";
import { countRoads } from "./instructions/count-roads.js";
import { instructionsName, resultsFolder } from "./paths.js";

const help = `Usage: npm run instructions -w bench -- [options]

Counts the instructions of the kernels that each road takes for an element, and writes them into
bench/results/${instructionsName}. \`npm run table -w bench\` writes the table of them.

  --check   only compare: exit code 1 where the file has other counts
  --help    this text
`;

await runCommand("instructions", () => {
  const options = parseOptions({ check: flag, help: flag });
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  requireBuild();
  const file = join(resultsFolder, instructionsName);
  const text = `${JSON.stringify(countRoads(), null, 2)}\n`;
  if (!options.check) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text)
    throw new BenchError(`${file} has other counts. Run \`npm run instructions -w bench\`.`);
});

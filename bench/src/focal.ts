// npm run focal -w bench: measures focal loss beside binary cross-entropy, and beside Keras,
// torchvision's formula under torch.compile and optax under jit, on one thread each, and writes
// bench/results/focal.json.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { kernelName } from "binary-crossentropy";
import { flag, parseOptions, runCommand } from "./command.js";
import { circumstances, requireBuild } from "./device.js";
import { type FocalResults, focalPage } from "./focal/focal-rows.js";
import { length, measureFocal } from "./focal/measure-focal.js";
import { focalName, resultsFolder } from "./paths.js";

const help = `Usage: npm run focal -w bench -- [options]

Measures focal loss on one thread, prints the tables, and writes bench/results/${focalName}.
\`npm run table -w bench\` writes the tables into docs/speed.md.

  --smoke   measure in short, and write nothing
  --help    this text
`;

await runCommand("focal", async () => {
  const options = parseOptions({ smoke: flag, help: flag });
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  requireBuild();
  const rounds = options.smoke ? 1 : 31;
  const made = circumstances();
  const rows = await measureFocal(rounds);
  const results: FocalResults = { made, kernels: kernelName(), n: length, rounds, rows };
  console.log(focalPage(results));
  if (!options.smoke)
    writeFileSync(join(resultsFolder, focalName), `${JSON.stringify(results, null, 2)}\n`);
});

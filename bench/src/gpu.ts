// npm run gpu -w bench: measures the loss on buffers of a GPU beside TensorFlow.js and jax-js, and
// writes the table into packages/binary-crossentropy/docs/webgpu.md; or checks that
// the page shows the last results.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { flag, parseOptions, runCommand } from "./command.js";
import { circumstances, requireBuild } from "./device.js";
import { BenchError } from "./errors.js";
import { type GpuResults, gpuTable } from "./gpu/gpu-rows.js";
import { measureGpu } from "./gpu/measure-gpu.js";
import { fullLimits, smokeLimits } from "./measure.js";
import { gpuFile, resultsFolder } from "./paths.js";
import { insertBlock } from "./tables/block.js";

const help = `Usage: npm run gpu -w bench -- [options]

Measures the loss on buffers of a GPU, writes bench/results/gpu.json and the table in
packages/binary-crossentropy/docs/webgpu.md.

  --smoke   measure in short, print the table and write nothing
  --check   only compare: exit code 1 where the page does not show the results
  --help    this text
`;

await runCommand("gpu", async () => {
  const options = parseOptions({ smoke: flag, check: flag, help: flag });
  const results = join(resultsFolder, "gpu.json");
  const page = readFileSync(gpuFile, "utf8");
  if (options.help) process.stdout.write(help);
  else if (options.check) {
    const shown = insertBlock(
      page,
      gpuTable(JSON.parse(readFileSync(results, "utf8")) as GpuResults),
    );
    if (shown !== page)
      throw new BenchError(`${gpuFile} does not show ${results}. Run \`npm run gpu -w bench\`.`);
  } else {
    requireBuild();
    const measured = {
      made: circumstances(),
      rows: await measureGpu(options.smoke ? smokeLimits : fullLimits),
    };
    console.log(gpuTable(measured));
    if (options.smoke) return;
    writeFileSync(results, `${JSON.stringify(measured, null, 2)}\n`);
    writeFileSync(gpuFile, insertBlock(page, gpuTable(measured)));
  }
});

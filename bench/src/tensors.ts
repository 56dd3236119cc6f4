// npm run tensors -w bench: measures the loss on tensors of TensorFlow.js beside TensorFlow.js's
// own, and writes the table into packages/binary-crossentropy/docs/tensorflow-js.md; or checks that
// the page shows the last results.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { flag, parseOptions, runCommand } from "./command.js";
import { circumstances, requireBuild } from "./device.js";
import { BenchError } from "./errors.js";
import { fullLimits, smokeLimits } from "./measure.js";
import { resultsFolder, tensorsFile } from "./paths.js";
import { insertBlock } from "./tables/block.js";
import { measureTensors } from "./tensors/measure-tensors.js";
import { type TensorResults, tensorTable } from "./tensors/tensor-rows.js";

const help = `Usage: npm run tensors -w bench -- [options]

Measures losses on tensors, writes bench/results/tensors.json and the table in
packages/binary-crossentropy/docs/tensorflow-js.md.

  --smoke   measure in short, print the table and write nothing
  --check   only compare: exit code 1 where the page does not show the results
  --help    this text
`;

await runCommand("tensors", async () => {
  const options = parseOptions({ smoke: flag, check: flag, help: flag });
  const results = join(resultsFolder, "tensors.json");
  const page = readFileSync(tensorsFile, "utf8");
  if (options.help) process.stdout.write(help);
  else if (options.check) {
    const shown = insertBlock(
      page,
      tensorTable(JSON.parse(readFileSync(results, "utf8")) as TensorResults),
    );
    if (shown !== page)
      throw new BenchError(
        `${tensorsFile} does not show ${results}. Run \`npm run tensors -w bench\`.`,
      );
  } else {
    requireBuild();
    const measured = {
      made: circumstances(),
      rows: await measureTensors(options.smoke ? smokeLimits : fullLimits),
    };
    console.log(tensorTable(measured));
    if (options.smoke) return;
    writeFileSync(results, `${JSON.stringify(measured, null, 2)}\n`);
    writeFileSync(tensorsFile, insertBlock(page, tensorTable(measured)));
  }
});

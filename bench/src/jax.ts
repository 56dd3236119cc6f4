// npm run jax -w bench: measures the loss on jax-js beside the formula written in jax-js, and writes
// the tables into packages/binary-crossentropy/docs/jax-js.md; or checks that the page shows the last
// results.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { flag, parseOptions, runCommand } from "./command.js";
import { circumstances, requireBuild } from "./device.js";
import { BenchError } from "./errors.js";
import { type JaxResults, jaxTables } from "./jax/jax-rows.js";
import { measureJax } from "./jax/measure-jax.js";
import { fullLimits, smokeLimits } from "./measure.js";
import { jaxFile, resultsFolder } from "./paths.js";
import { insertBlock } from "./tables/block.js";

/** Kernels are compiled better only after dozens of calls. */
const limits = { ...fullLimits, warmUpMs: 1000, budgetMs: 1000, maxRounds: 100 };

const help = `Usage: npm run jax -w bench -- [options]

Measures losses on jax-js, writes bench/results/jax.json and the tables in
packages/binary-crossentropy/docs/jax-js.md.

  --smoke   measure in short, print the tables and write nothing
  --check   only compare: exit code 1 where the page does not show the results
  --help    this text
`;

await runCommand("jax", async () => {
  const options = parseOptions({ smoke: flag, check: flag, help: flag });
  const results = join(resultsFolder, "jax.json");
  const page = readFileSync(jaxFile, "utf8");
  if (options.help) process.stdout.write(help);
  else if (options.check) {
    const last = JSON.parse(readFileSync(results, "utf8")) as JaxResults;
    if (insertBlock(page, jaxTables(last)) !== page)
      throw new BenchError(`${jaxFile} does not show ${results}. Run \`npm run jax -w bench\`.`);
  } else {
    requireBuild();
    const isShort = options.smoke === true;
    const measured = {
      made: circumstances(),
      ...(await measureJax(isShort ? smokeLimits : limits, isShort)),
    };
    console.log(jaxTables(measured));
    if (isShort) return;
    writeFileSync(results, `${JSON.stringify(measured, null, 2)}\n`);
    writeFileSync(jaxFile, insertBlock(page, jaxTables(measured)));
  }
});

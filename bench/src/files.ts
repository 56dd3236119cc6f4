// npm run files -w bench: measures bce score beside DuckDB, pandas and scikit-learn, and on files
// larger than memory; writes the tables into packages/cli/docs/cli.md, or checks that the page shows
// the last results.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { loadavg } from "node:os";
import { join } from "node:path";
import { flag, parseOptions, runCommand, text } from "./command.js";
import { circumstances, requireBuild } from "./device.js";
import { BenchError } from "./errors.js";
import { pandas } from "./files/contenders.js";
import { type FilesResults, filesTable } from "./files/files-table.js";
import {
  fullPlan,
  measureBeside,
  measureGrowing,
  measureJoined,
  smokePlan,
} from "./files/measure-files.js";
import { cliFile, resultsFolder, scratchFolder, userPath } from "./paths.js";
import { insertBlock } from "./tables/block.js";

const help = `Usage: npm run files -w bench -- [options]

Measures bce score on files, writes bench/results/files.json and the tables in
packages/cli/docs/cli.md. Without --smoke it needs 25 GB for files, which it makes where they are
missing and leaves.

  --folder DIR  where the files are (default: bench/out/files)
  --smoke       measure in short, print the tables and write nothing
  --joined      measure the join alone, and keep the other results
  --check       only compare: exit code 1 where the page does not show the results
  --help        this text
`;

await runCommand("files", async () => {
  const options = parseOptions({
    folder: text,
    smoke: flag,
    joined: flag,
    check: flag,
    help: flag,
  });
  const results = join(resultsFolder, "files.json");
  const page = readFileSync(cliFile, "utf8");
  const write = (measured: FilesResults) => {
    console.log(filesTable(measured));
    if (options.smoke) return;
    writeFileSync(results, `${JSON.stringify(measured, null, 2)}\n`);
    writeFileSync(cliFile, insertBlock(page, filesTable(measured)));
  };
  if (options.help) process.stdout.write(help);
  else if (options.check) {
    const shown = insertBlock(
      page,
      filesTable(JSON.parse(readFileSync(results, "utf8")) as FilesResults),
    );
    if (shown !== page)
      throw new BenchError(`${cliFile} does not show ${results}. Run \`npm run files -w bench\`.`);
  } else {
    requireBuild();
    const folder =
      options.folder === undefined ? join(scratchFolder, "files") : userPath(options.folder);
    const plan = options.smoke ? smokePlan : fullPlan;
    const load = loadavg()[0]!;
    const joined = { made: circumstances(), load, rows: await measureJoined(folder, plan) };
    if (options.joined) {
      write({ ...(JSON.parse(readFileSync(results, "utf8")) as FilesResults), joined });
      return;
    }
    const beside = await measureBeside(folder, plan);
    const growing = await measureGrowing(folder, plan, ({ format, rows, ns }) =>
      console.log(`${format}, ${rows} rows: ${ns[0]! / 1e9} s`),
    );
    write({ made: circumstances(), versions: versions(), beside, growing, joined });
  }
});

/** Of DuckDB, and of pandas and scikit-learn where they are. */
function versions(): string {
  const { version } = createRequire(import.meta.url)("@duckdb/node-api/package.json") as {
    version: string;
  };
  return `DuckDB ${version}, ${pandas()?.versions ?? "no pandas"}`;
}

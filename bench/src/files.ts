// npm run files -w bench: measures bce score beside DuckDB, Polars, pandas and scikit-learn, and on files
// larger than memory; writes the tables into packages/cli/docs/cli.md, or checks that the page shows
// the last results.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { loadavg } from "node:os";
import { join } from "node:path";
import { flag, parseOptions, runCommand, text } from "./command.js";
import { type Circumstances, circumstances, requireBuild } from "./device.js";
import { BenchError } from "./errors.js";
import { type FilesResults, filesTable, type PartName, partNames } from "./files/files-table.js";
import {
  fullPlan,
  measureBeside,
  measureGrowing,
  measureJoined,
  type Plan,
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
  --only PART   measure a part alone, of ${partNames.join(", ")}, and keep the other results
  --check       only compare: exit code 1 where the page does not show the results
  --help        this text
`;

type Begun = Readonly<{ made: Circumstances; load: number }>;

const measure = {
  async beside(folder, plan, begun) {
    const { versions, rows } = await measureBeside(folder, plan);
    return { versions: [duckdbVersion(), versions].join(", "), beside: { ...begun, rows } };
  },
  async growing(folder, plan, begun) {
    const rows = await measureGrowing(folder, plan, ({ format, rows, ns }) =>
      console.log(`${format}, ${rows} rows: ${ns[0]! / 1e9} s`),
    );
    return { growing: { ...begun, rows } };
  },
  joined: async (folder, plan, begun) => ({
    joined: { ...begun, rows: await measureJoined(folder, plan) },
  }),
} satisfies Readonly<
  Record<PartName, (folder: string, plan: Plan, begun: Begun) => Promise<Partial<FilesResults>>>
>;

await runCommand("files", async () => {
  const options = parseOptions({
    folder: text,
    smoke: flag,
    only: text,
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
    const parts = partsOf(options.only);
    const last =
      parts.length < partNames.length
        ? (JSON.parse(readFileSync(results, "utf8")) as FilesResults)
        : null;
    let measured = { ...last } as FilesResults;
    for (const part of parts) {
      const begun = { made: circumstances(), load: loadavg()[0]! };
      measured = { ...measured, ...(await measure[part](folder, plan, begun)) };
    }
    write(measured);
  }
});

/** @throws BenchError for a name of none. */
function partsOf(only: string | undefined): readonly PartName[] {
  if (only === undefined) return partNames;
  const part = partNames.find((name) => name === only);
  if (part !== undefined) return [part];
  throw new BenchError(`--only must be one of ${partNames.join(", ")}, got ${only}.`, 2);
}

function duckdbVersion(): string {
  const { version } = createRequire(import.meta.url)("@duckdb/node-api/package.json") as {
    version: string;
  };
  return `DuckDB ${version}`;
}

// A command that measures, and writes its results into a file and a page; or checks that the page
// shows the last ones.

import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { flag, parseOptions, runCommand } from "./command.js";
import { type Circumstances, circumstances, requireBuild } from "./device.js";
import { BenchError } from "./errors.js";
import { resultsFolder, rootFolder } from "./paths.js";
import { insertBlock } from "./tables/block.js";

export interface PageCommand<Results extends { readonly made: Circumstances }> {
  /** The name of npm's script, and of the file of results. */
  readonly name: string;
  /** What is measured, for the help. */
  readonly what: string;
  readonly page: string;
  /** What stands in the page. */
  readonly block: (results: Results) => string;
  /** @param isShort Whether only to see that it runs. */
  readonly measure: (isShort: boolean) => Promise<Omit<Results, "made">>;
}

export function runPageCommand<Results extends { readonly made: Circumstances }>({
  name,
  what,
  page,
  block,
  measure,
}: PageCommand<Results>): Promise<void> {
  const file = join(resultsFolder, `${name}.json`);
  const fromRoot = (path: string) => relative(rootFolder, path);
  const help = `Usage: npm run ${name} -w bench -- [options]

Measures ${what}, and writes ${fromRoot(file)} and what
${fromRoot(page)} shows of it.

  --smoke   measure in short, print what the page would show and write nothing
  --check   only compare: exit code 1 where the page does not show the results
  --help    this text
`;
  return runCommand(name, async () => {
    const options = parseOptions({ smoke: flag, check: flag, help: flag });
    const text = readFileSync(page, "utf8");
    if (options.help) process.stdout.write(help);
    else if (options.check) {
      const last = JSON.parse(readFileSync(file, "utf8")) as Results;
      if (insertBlock(text, block(last)) !== text)
        throw new BenchError(`${page} does not show ${file}. Run \`npm run ${name} -w bench\`.`);
    } else {
      requireBuild();
      const isShort = options.smoke === true;
      const made = circumstances();
      const measured = { made, ...(await measure(isShort)) } as Results;
      console.log(block(measured));
      if (isShort) return;
      writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
      writeFileSync(page, insertBlock(text, block(measured)));
    }
  });
}

// What `npm run table` and `npm run charts` do the same way: they write files that show the
// results, or check that the files do.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { flag, parseOptions, runCommand, text } from "./command.js";
import { parseCsv, type Row } from "./csv.js";
import { BenchError } from "./errors.js";
import { resultsFolder, resultsName, userPath } from "./paths.js";

export interface Page {
  readonly file: string;
  readonly content: string;
}

/**
 * Runs a command with the options `--check`, `--csv` and `--help`, and one for each path.
 *
 * @param paths What each path is where its option is not given.
 * @param pagesOf All pages, made before the first is written.
 */
export async function showResults<Path extends string>(
  command: string,
  help: string,
  paths: Readonly<Record<Path, string>>,
  pagesOf: (rows: Row[], paths: Readonly<Record<Path, string>>) => Page[],
): Promise<void> {
  await runCommand(command, () => {
    const given: Readonly<Record<string, unknown>> = parseOptions({
      ...Object.fromEntries(Object.keys(paths).map((name) => [name, text])),
      check: flag,
      csv: text,
      help: flag,
    });
    if (given["help"]) {
      process.stdout.write(help);
      return;
    }
    const path = (name: string, otherwise: string) =>
      given[name] === undefined ? otherwise : userPath(given[name] as string);
    const csvFile = path("csv", join(resultsFolder, resultsName));
    const chosen = Object.entries<string>(paths).map(([name, otherwise]) => [
      name,
      path(name, otherwise),
    ]);
    const pages = pagesOf(parseCsv(readText(csvFile)), Object.fromEntries(chosen));
    for (const { file, content } of pages) {
      if (given["check"])
        check(
          file,
          content,
          `${file} does not show ${csvFile}. Run \`npm run ${command} -w bench\`.`,
        );
      else write(file, content);
    }
  });
}

/** @throws BenchError where the file cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new BenchError(`cannot read ${file} (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function check(file: string, content: string, message: string): void {
  if (readText(file) !== content) throw new BenchError(message);
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

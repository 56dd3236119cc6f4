// npm run charts -w bench: draws the results, or checks that the pictures are what would be drawn.

import { join } from "node:path";
import { ratiosName, throughputNames } from "./charts/names.js";
import { ratiosChart } from "./charts/ratios.js";
import { throughputChart } from "./charts/throughput.js";
import { imagesFolder } from "./paths.js";
import { showResults } from "./show-results.js";

const help = `Usage: npm run charts -w bench -- [options]

Draws the results as SVG files.

  --check     only compare: exit code 1 where a file differs from the results
  --csv FILE  the results (default: bench/results/results.csv)
  --out DIR   where the files are written (default: docs/images)
  --help      this text
`;

await showResults("charts", help, { out: imagesFolder }, (rows, { out }) => [
  ...throughputNames.map((name) => ({
    file: join(out, name.file),
    content: throughputChart(name, rows),
  })),
  { file: join(out, ratiosName.file), content: ratiosChart(rows) },
]);

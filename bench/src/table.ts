// npm run table -w bench: writes the results into the README and docs/speed.md, or checks that they
// are there.

import { join } from "node:path";
import { readmeFile, resultsFolder, roadsName, speedFile } from "./paths.js";
import { parseRoads } from "./roads/road-rows.js";
import { readText, showResults } from "./show-results.js";
import { insertBlock } from "./tables/block.js";
import { readmeTable } from "./tables/readme-table.js";
import { roadsPage } from "./tables/roads-page.js";
import { speedPage } from "./tables/speed-page.js";

const help = `Usage: npm run table -w bench -- [options]

Writes the tables of results into the README and docs/speed.md, between their two bench markers.

  --check        only compare: exit code 1 where a page differs from the results
  --csv FILE     the results (default: bench/results/results.csv)
  --roads FILE   the results of the roads (default: bench/results/roads.json)
  --readme FILE  the README (default: README.md)
  --speed FILE   the page with everything (default: docs/speed.md)
  --help         this text
`;

await showResults(
  "table",
  help,
  { readme: readmeFile, speed: speedFile, roads: join(resultsFolder, roadsName) },
  (rows, { readme, speed, roads }) => [
    { file: readme, content: insertBlock(readText(readme), readmeTable(rows)) },
    {
      file: speed,
      content: insertBlock(
        readText(speed),
        `${speedPage(rows)}\n\n${roadsPage(parseRoads(readText(roads)))}`,
      ),
    },
  ],
);

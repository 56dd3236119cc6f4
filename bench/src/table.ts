// npm run table -w bench: writes the results into the README and docs/speed.md, or checks that they
// are there.

import { join } from "node:path";
import { type FocalResults, focalPage } from "./focal/focal-rows.js";
import { type InstructionRow, instructionsPage } from "./instructions/instruction-rows.js";
import {
  focalName,
  instructionsName,
  readmeFile,
  resultsFolder,
  roadsName,
  speedFile,
} from "./paths.js";
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
  --instructions FILE
                 the counts of instructions (default: bench/results/instructions.json)
  --focal FILE   the results of focal loss (default: bench/results/focal.json)
  --readme FILE  the README (default: README.md)
  --speed FILE   the page with everything (default: docs/speed.md)
  --help         this text
`;

await showResults(
  "table",
  help,
  {
    readme: readmeFile,
    speed: speedFile,
    roads: join(resultsFolder, roadsName),
    instructions: join(resultsFolder, instructionsName),
    focal: join(resultsFolder, focalName),
  },
  (rows, { readme, speed, roads, instructions, focal }) => [
    { file: readme, content: insertBlock(readText(readme), readmeTable(rows)) },
    {
      file: speed,
      content: insertBlock(
        readText(speed),
        [
          speedPage(rows),
          roadsPage(parseRoads(readText(roads))),
          focalPage(JSON.parse(readText(focal)) as FocalResults),
          instructionsPage(JSON.parse(readText(instructions)) as InstructionRow[]),
        ].join("\n\n"),
      ),
    },
  ],
);

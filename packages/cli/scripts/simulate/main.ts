// Prints how often the intervals of bce score and bce compare hold the true mean, over many data
// sets of each kind. Takes minutes.
//
//   npm run coverage -w packages/cli [-- DATA_SETS]
//   exit code 1 if one of them is outside what docs/cli.md says

import { coverageOf, falseAlarms } from "./measure.js";
import { groupsOfNoise, scenarios } from "./scenarios.js";

const sets = Number(process.argv[2] ?? 5000);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

for (const scenario of scenarios) {
  const { covered, above, below } = coverageOf(scenario, sets, 1);
  const isFine = covered >= scenario.least && covered <= scenario.most;
  if (!isFine) process.exitCode = 1;
  const sides = `above the mean ${percent(above)}, below ${percent(below)}`;
  console.log(`${percent(covered)}${isFine ? "" : " !"}  ${scenario.name} (${sides})`);
}

for (const scenario of groupsOfNoise) {
  const share = falseAlarms(scenario, 1000, Math.ceil(sets / 50), 1);
  if (share > 0.05) process.exitCode = 1;
  console.log(`${percent(share)} of families of 1,000 groups of ${scenario.name} have one marked`);
}

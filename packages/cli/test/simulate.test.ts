// How often intervals hold the true mean, in short: scripts/simulate measures it over many more data
// sets, of more kinds.

import { testInTiers } from "@binary-crossentropy/test/tiers";
import { describe, expect, test } from "vitest";
import { coverageOf, falseAlarms } from "../scripts/simulate/measure.js";
import { groupsOfNoise, scenarios } from "../scripts/simulate/scenarios.js";
import { csv, score, scratch } from "./run.js";
import { random } from "./tally-rows.js";

const { write } = scratch();

describe("of 400 intervals", () => {
  const titled = scenarios.map((scenario) => [scenario.name, scenario] as const);
  // One of each kind: usual rows, rare positives, weights, heavy tails, clusters, unpaired files.
  const quick = [
    "score, 200 rows",
    "score, rare positives: 30 in 1,500 rows",
    "score, 15 clusters",
    "compare, 200 rows of lognormal weights",
    "compare, heavy tail: Student's with 3 degrees, 200 rows",
    "unpaired, 60 rows against 600 of other spread",
  ];
  testInTiers(titled, quick, (_, scenario) => {
    const { covered } = coverageOf(scenario, 400, 2, 5e5);
    // The standard error of a share of 95 % of 400 is 1.1 %.
    expect(covered).toBeGreaterThan(scenario.least - 0.022);
    expect(covered).toBeLessThan(scenario.most + 0.022);
  });
});

test.each(groupsOfNoise.map((scenario) => [scenario.name, scenario] as const))(
  "among 1,000 groups of noise, each of %s, none is marked",
  (_, scenario) => {
    expect(falseAlarms(scenario, 1000, 2, 3)).toBe(0);
  },
);

test("a group that is worse is found among 300 of noise, and comes first", async () => {
  const next = random(5);
  const rows = Array.from({ length: 9300 }, (_, i) => {
    const [p, g] = [0.05 + 0.9 * next(), i % 310];
    return { y: Number(next() < (g === 77 ? 1 - p : p)), p, g: `g${g}` };
  });
  const column = (name: "y" | "p" | "g") => rows.map((row) => row[name]);
  const path = write("groups.csv", csv({ y: column("y"), p: column("p"), g: column("g") }));
  const { groups } = await score(path, "--label", "y", "--prediction", "p", "--by", "g");
  const marked = groups.filter(({ tested }) => tested!.isWorse);
  expect(marked.map(({ values }) => values)).toEqual([["g77"]]);
});

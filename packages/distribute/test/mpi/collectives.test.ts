// Replicas as processes that MPI joins, under each launcher that is installed.

import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { launchers, mpich, openMpi, run, runRanks, script } from "./run-mpi.js";

interface Seen {
  readonly library: string;
  readonly results: readonly { readonly sums: readonly string[] }[];
}

test("Open MPI is here", () => expect(openMpi).toBeDefined());
test.skipIf(mpich === undefined)("MPICH is here", () => expect(mpich).toBeDefined());

describe.each(launchers)("$name", (launcher) => {
  test.each([1, 2, 3, 4])(
    "%i ranks sum, broadcast and gather, with the same bits",
    async (size) => {
      const { code, output } = await runRanks(launcher, size, "collectives.mjs");
      expect(code, output).toBe(0);
      const { library, results } = JSON.parse(output) as Seen;
      expect(library).toBe(`${launcher.name} (${launcher.library})`);
      const ranks = Array.from({ length: size }, (_, rank) => rank);
      const { sums } = results[0]!;
      expect(results).toEqual(
        ranks.map((rank) => ({
          rank,
          sum: (size * (size + 1)) / 2,
          mean: [(size - 1) / 2, 2],
          shared: size / 2,
          root: [size - 1, size - 1],
          sums,
          text: ranks.map((other) => "é".repeat(other)),
          empty: [],
          inScope: true,
          isOne: true,
          otherTimeout:
            "MpiStrategy.start: timeout must be that of the first call, 1800 s, or left out, got 5.",
        })),
      );
      if (size === 2) {
        const both = Float32Array.from(
          { length: 31 },
          (_, i) => Math.fround(Math.sin(i)) + Math.fround(Math.sin(i + 1)),
        );
        expect(sums[1]).toBe(createHash("sha256").update(both).digest("hex"));
      }
    },
  );
});

test("without a launcher there is one replica", async () => {
  const { code, output } = await run([process.execPath, script("collectives.mjs")]);
  expect(code, output).toBe(0);
  expect((JSON.parse(output) as Seen).results.length).toBe(1);
});

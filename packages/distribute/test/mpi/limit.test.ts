// A rank that is stopped, whenever that is: the others wait no longer than the time limit, and then
// the whole job is over, with every process of it, and with a message that names the rank.

import { describe, expect, test } from "vitest";
import { type Ended, launchers, runRanks, stillRunning } from "./run-mpi.js";

const limit = 3;
/** What the end itself may take. */
const grace = 2;

const moments: readonly [moment: string, waitedIn: string][] = [
  ["in an all-reduce", "allReduce of 16777216 float32 numbers"],
  ["in a broadcast", "broadcast of 16777216 float32 numbers from replica 0"],
  ["in a gather", "gather"],
  ["while it computes", "allReduce of 31 float32 numbers"],
  ["at the end", "the end of the program"],
];

/** How long after the stop it was over, in seconds. */
async function stopRank(
  run: () => Promise<Ended>,
  stopped: string,
): Promise<Ended & { readonly lasted: number; readonly pid: string }> {
  const ended = await run();
  const over = Date.now();
  const [, pid, at] = /^(\d+) stopped at (\d+)$/m.exec(ended.output) ?? [];
  expect(at, `${stopped}: ${ended.output}`).toBeDefined();
  return { ...ended, lasted: (over - Number(at)) / 1000, pid: pid! };
}

async function expectNoneLeft(output: string, ranks: number): Promise<void> {
  const pids = [...output.matchAll(/^a rank is (\d+)$/gm)].map(([, pid]) => pid!);
  expect(pids).toHaveLength(ranks);
  expect(await stillRunning(pids)).toEqual([]);
}

describe.each(launchers)("$name: a rank that is stopped", (launcher) => {
  test.each(moments)("%s", async (moment, waitedIn) => {
    const run = () => runRanks(launcher, 2, "stopped.mjs", [moment, String(limit)]);
    const { code, output, lasted, pid } = await stopRank(run, moment);
    expect(output).toContain(
      `another replica did not come within ${limit} s while replica 0 waited in ${waitedIn}.\n`,
    );
    expect(output).toMatch(
      new RegExp(`Absent: replica 1 \\(process ${pid} on .*\\), which is stopped\\.\n`),
    );
    expect(code).not.toBe(0);
    expect(lasted).toBeLessThan(limit + grace);
    await expectNoneLeft(output, 2);
  });

  test("before it joins", async () => {
    const run = () => runRanks(launcher, 2, "stopped.mjs", ["before joining", String(limit)]);
    const { code, output, lasted, pid } = await stopRank(run, "before joining");
    expect(output).toContain(
      `MpiStrategy.start: another replica did not join within ${limit} s, while replica 0 waited.\n`,
    );
    expect(output).toContain(`Absent: replica 1 (process ${pid}), which is stopped.\n`);
    expect(code).not.toBe(0);
    // The other rank has yet to load its library.
    expect(lasted).toBeLessThan(limit + grace + 2);
    await expectNoneLeft(output, 2);
  });

  test("is told apart from those that wait, too", async () => {
    const run = () =>
      runRanks(launcher, 3, "stopped.mjs", ["in an all-reduce", String(limit), "2"]);
    const { output, lasted } = await stopRank(run, "one of three");
    expect(output).toMatch(/Absent: replica 2 \(process \d+ on .*\), which is stopped\.\n/);
    expect(output).not.toMatch(/Absent: replica [01]|; replica [01]/);
    expect(lasted).toBeLessThan(limit + grace);
    await expectNoneLeft(output, 3);
  });
});

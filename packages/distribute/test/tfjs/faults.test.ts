// What goes wrong on one rank ends the job within ten seconds, names the rank, and leaves the last
// checkpoint whole: from it the training goes on, with the losses of one that nothing disturbed.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { decode } from "../../dist/tfjs/state/safetensors.js";
import { type Outcome, runJob, scratchFolder, startJob } from "./mpirun.js";
import type { Fault, TrainArguments, TrainReport } from "./train-arguments.js";

const training: TrainArguments = { epochs: 3, batchSize: 64, rows: 449 };

let undisturbed: TrainReport;

beforeAll(async () => {
  const { reports, output } = await runJob<TrainReport>(2, "train", training);
  expect(output).toBe("");
  undisturbed = reports[0]!;
}, 60_000);

/** How long after the fault the job was over, in seconds. */
async function disturb(
  fault: Fault,
  args: Partial<TrainArguments> = {},
): Promise<Outcome<TrainReport> & { readonly lasted: number }> {
  const job = startJob<TrainReport>(2, "train", { ...training, ...args, fault });
  const outcome = await job.done;
  const end = Date.now();
  const at = join(job.folder, `fault-${fault.rank}.json`);
  const lasted = existsSync(at) ? (end - Number(readFileSync(at, "utf8"))) / 1000 : outcome.seconds;
  return { ...outcome, lasted };
}

/** Mid-epoch, after checkpoints at steps 2 and 4 of it. */
const middle = { rank: 1, epoch: 1, step: 5 };

describe.each<{ readonly fault: Fault; readonly message: RegExp }>([
  { fault: { kind: "kill", ...middle }, message: /process rank 1 .* exited on signal 9/ },
  {
    fault: { kind: "throw", ...middle },
    message: /replica 1 of 2 failed: Error: The callback has failed\./,
  },
  {
    fault: { kind: "throw in a step", ...middle },
    message:
      /fit: step 6 of epoch 2 must end without an error on every replica, got one on replica 1: The metric has failed\.|replica 1 of 2 failed: Error: The metric has failed\./,
  },
  {
    fault: { kind: "NaN", ...middle },
    message:
      /fit: loss and gradients in step 6 of epoch 2 must be finite, got NaN or an infinite value on replica 1\. The weights are those before it\./,
  },
])("$fault.kind on one rank", ({ fault, message }) => {
  const checkpoint = join(scratchFolder(), "run", "checkpoint.safetensors");
  let outcome: Awaited<ReturnType<typeof disturb>>;
  beforeAll(async () => {
    outcome = await disturb(fault, { checkpoint, checkpointEvery: 2 });
  }, 60_000);

  test("ends all of them within 10 seconds and names it", () => {
    expect(outcome.code).not.toBe(0);
    expect(outcome.code).not.toBe(null);
    expect(outcome.lasted).toBeLessThan(10);
    expect(outcome.output).toMatch(message);
    expect(outcome.reports).toEqual([undefined, undefined]);
  });

  test("leaves the last checkpoint whole", () => {
    const { progress } = JSON.parse(decode(readFileSync(checkpoint)).text) as {
      progress: { epoch: number; step: number };
    };
    expect(progress).toMatchObject({ epoch: 1, step: 4 });
    expect(readdirSync(join(checkpoint, ".."))).toEqual(["checkpoint.safetensors"]);
  });

  test("and the training goes on as if nothing had been", async () => {
    const { code, reports } = await runJob<TrainReport>(2, "train", { ...training, checkpoint });
    expect(code).toBe(0);
    expect(reports).toEqual([undisturbed, undisturbed]);
  });
});

test.each([1, 4])("what two ranks began, %i go on with", async (ranks) => {
  const checkpoint = join(scratchFolder(), "checkpoint.safetensors");
  await disturb({ kind: "kill", ...middle }, { checkpoint, checkpointEvery: 2 });
  const { code, reports } = await runJob<TrainReport>(ranks, "train", { ...training, checkpoint });
  expect(code).toBe(0);
  for (const report of reports) {
    for (const [name, values] of Object.entries(undisturbed.history)) {
      const differences = values.map((value, epoch) =>
        Math.abs(report!.history[name]![epoch]! - value),
      );
      expect(Math.max(...differences), name).toBeLessThanOrEqual(1e-5);
    }
  }
});

describe("before the first step", () => {
  test.each<{
    readonly fault: Fault;
    readonly args?: Partial<TrainArguments>;
    readonly message: string;
  }>([
    {
      fault: { kind: "other model", rank: 1 },
      message:
        "fit: model, data and options must be the same on every replica, got layer 1 (Dense): units 5 on replica 1, where replica 0 has layer 1 (Dense): units 4.",
    },
    {
      fault: { kind: "other rows", rank: 1 },
      message:
        "fit: x must have the same rows on every replica, got 449 on replica 0 and 448 on replica 1. Pass autoShard: false if each replica has rows of its own.",
    },
    {
      fault: { kind: "other labels", rank: 1 },
      message:
        "fit: model, data and options must be the same on every replica, got labels: those with the checksum",
    },
    {
      fault: { kind: "no rows", rank: 1 },
      args: { autoShard: false },
      message: "fit: x must have a row on every replica, got none on replica 1.",
    },
    {
      fault: { kind: "NaN", rank: 5 },
      args: { rows: 1 },
      message:
        "fit: x must have a row for every replica, got 1 rows for 2 replicas, which leaves replica 1 without any.",
    },
  ])("$fault.kind, $args", async ({ fault, args, message }) => {
    const { code, seconds, output } = await disturb(fault, args);
    expect(code).not.toBe(0);
    expect(output).toContain(message);
    expect(seconds).toBeLessThan(20);
  });
});

test("weights that one rank changes are found at the end of the epoch", async () => {
  const { code, output, lasted } = await disturb({ kind: "other weights", ...middle });
  expect(code).not.toBe(0);
  expect(output).toContain(
    "fit: weights must stay the same on every replica, got others on replica 1 than on replica 0.",
  );
  expect(lasted).toBeLessThan(10);
});

test("one rank's wish to stop stops all after the same step", async () => {
  const { code, reports } = await disturb({ kind: "stop", ...middle });
  expect(code).toBe(0);
  expect(reports[0]).toEqual(reports[1]);
  expect(reports[0]!.history["loss"]).toHaveLength(2);
});

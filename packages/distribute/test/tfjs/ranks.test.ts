// Ranks whose weights move without a gradient, that have rows of their own, or optimizers with much
// state: they end alike.

import { describe, expect, test } from "vitest";
import { runJob } from "./mpirun.js";
import type { TrainArguments, TrainReport } from "./train-arguments.js";

const training: TrainArguments = { epochs: 2, batchSize: 64, rows: 449 };

describe("three ranks", () => {
  test.each<Partial<TrainArguments>>([
    { batchNormalization: true },
    { autoShard: false },
    { shuffle: false, optimizer: "rmsprop" },
  ])("%o: end with the same weights and values", async (args) => {
    const { code, output, reports } = await runJob<TrainReport>(3, "train", {
      ...training,
      ...args,
    });
    expect(output).toBe("");
    expect(code).toBe(0);
    expect(reports[1]).toEqual(reports[0]);
    expect(reports[2]).toEqual(reports[0]);
    const [first, last] = reports[0]!.history["loss"]!;
    expect(last).toBeLessThan(first!);
  });
});

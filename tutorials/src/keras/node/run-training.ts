// Runs a training to its end or until Ctrl-C, which leaves a checkpoint from which the same command
// resumes.

import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Strategy } from "binary-crossentropy-distribute";
import { RunError } from "../../support/run.js";
import type { Configuration, Readings, Training } from "../tutorial.js";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.js";
import { startProgress } from "./progress.js";

/**
 * "continue" resumes from a checkpoint if there is one, "resume" insists on one, "fresh" ignores
 * it.
 */
export type Start = "continue" | "resume" | "fresh";

/** Longest time between two checkpoints. */
const interval = 20_000; // ms

export function checkpointPath(folder: string): string {
  return join(folder, "checkpoint.safetensors");
}

/**
 * Restores the checkpoint of the folder, as `start` says.
 * @throws RunError if it is damaged or belongs to another run.
 */
export async function prepareStart(
  training: Training,
  folder: string,
  start: Start,
): Promise<void> {
  const path = checkpointPath(folder);
  if (start === "fresh") return;
  const checkpoint = await readCheckpoint(path);
  if (!checkpoint) {
    if (start === "resume")
      throw new RunError(`--resume needs a checkpoint, but there is no ${path}. Start without it.`);
    return;
  }
  expectSame(path, checkpoint.configuration, training.configuration);
  training.restore(checkpoint.snapshot);
}

/**
 * Every replica of the strategy calls this. Only the first writes checkpoints and shows progress.
 *
 * @returns whether the training reached its end.
 */
export async function runTraining(
  training: Training,
  folder: string,
  strategy = new Strategy(),
): Promise<boolean> {
  const isFirst = strategy.replicaIdInSyncGroup === 0;
  const save = async () => {
    if (!isFirst) return;
    await writeCheckpoint(checkpointPath(folder), {
      configuration: training.configuration,
      snapshot: await training.save(),
    });
  };
  const stop = listenForStop();
  const progress = isFirst ? startProgress(training) : undefined;
  const isStopped = () => strategy.reduce("sum", stop.requested ? 1 : 0) > 0;
  let saved = performance.now();
  try {
    while (training.done < training.total && !isStopped()) {
      const readings = await training.advance();
      expectFinite(training, readings);
      progress?.update(training, readings);
      // Signals arrive only between turns of the event loop.
      await setImmediate();
      if (performance.now() - saved < interval) continue;
      await save();
      saved = performance.now();
    }
    await save();
  } finally {
    progress?.stop();
    stop.end();
  }
  return training.done >= training.total;
}

function listenForStop() {
  const stop = { requested: false, end: () => {} };
  const listen = () => {
    if (stop.requested) process.exit(130);
    stop.requested = true;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, listen);
  stop.end = () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, listen);
  };
  return stop;
}

function expectSame(path: string, found: Configuration, wanted: Configuration): void {
  const names = new Set([...Object.keys(found), ...Object.keys(wanted)]);
  const differing = [...names].filter((name) => found[name] !== wanted[name]);
  if (differing.length === 0) return;
  const list = (of: Configuration) =>
    differing.map((name) => `${name} ${JSON.stringify(of[name])}`).join(", ");
  throw new RunError(
    `the checkpoint ${path} must be of a run with ${list(wanted)}, got ${list(found)}. Start anew with --fresh, or elsewhere with --out.`,
  );
}

function expectFinite({ unit, done }: Training, readings: Readings): void {
  const broken = Object.entries(readings).find(([, value]) => !Number.isFinite(value));
  if (broken)
    throw new RunError(
      `${broken[0]} is ${broken[1]} after ${unit} ${done}: the training has diverged. Try another --seed.`,
    );
}

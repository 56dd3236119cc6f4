// Trains the small network, with a fault on one rank if that is wanted, and reports the history and
// the weights.

import * as tf from "@tensorflow/tfjs";
import { CheckpointFile } from "binary-crossentropy-distribute/checkpoint";
import * as distribute from "binary-crossentropy-distribute/tfjs";
import { allRows, classWeight, makeNetwork, rowsOf } from "../network.js";
import type { Fault, TrainArguments } from "../train-arguments.js";
import { bitsOf, readArguments, report, start } from "./program.js";

const { fault, checkpoint, checkpointEvery, rows, batchNormalization, optimizer, ...options } =
  readArguments<TrainArguments>();
const strategy = await start();
const rank = strategy.replicaIdInSyncGroup;
const here = fault?.rank === rank ? fault : undefined;

let [epoch, step] = [0, 0];

const model = makeNetwork({
  units: here?.kind === "other model" ? 5 : 4,
  ...(batchNormalization && { batchNormalization }),
  ...(optimizer && { optimizer }),
  metrics: ["acc", failing],
});
const [x, y] = ownRows();
const { history } = await distribute.fit(model, x, y, {
  ...options,
  strategy,
  classWeight,
  validationData: rowsOf(rows, allRows),
  callbacks: {
    onEpochBegin: (index) => {
      epoch = index;
    },
    onBatchBegin: (index) => {
      step = index;
      if (here && isDue(here)) cause(here);
    },
  },
  ...(checkpoint && { checkpoint: new CheckpointFile(checkpoint) }),
  ...(checkpointEvery && { checkpointEvery }),
});
const evaluated = await distribute.evaluate(model, ...rowsOf(0, allRows), {
  strategy,
  batchSize: 50,
});
report(rank, { history, bits: bitsOf(model), evaluated });

/** A metric of 0 that fails where that is wanted. */
function failing(): tf.Scalar {
  if (here?.kind === "throw in a step" && isDue(here)) {
    report(rank, Date.now(), "fault");
    throw new Error("The metric has failed.");
  }
  return tf.scalar(0);
}

function isDue({ epoch: dueEpoch, step: dueStep }: Fault): boolean {
  return epoch === dueEpoch && step === dueStep;
}

function ownRows(): [tf.Tensor2D, tf.Tensor2D] {
  if (here?.kind === "no rows") return rowsOf(0, 0);
  if (here?.kind === "other rows") return rowsOf(0, rows - 1);
  if (here?.kind === "other labels") {
    const [x, y] = rowsOf(0, rows);
    return [x, y.reverse() as tf.Tensor2D];
  }
  if (options.autoShard !== false) return rowsOf(0, rows);
  // Two thirds of the rows on rank 0.
  const cut = Math.floor((2 * rows) / 3);
  return rank === 0 ? rowsOf(0, cut) : rowsOf(cut, rows);
}

function cause({ kind }: Fault): void {
  report(rank, Date.now(), "fault");
  if (kind === "kill") process.kill(process.pid, "SIGKILL");
  if (kind === "throw") throw new Error("The callback has failed.");
  if (kind === "stop") model.stopTraining = true;
  const factor = kind === "NaN" ? NaN : 2;
  if (kind === "NaN" || kind === "other weights")
    model.layers[0]!.setWeights(model.layers[0]!.getWeights().map((weight) => weight.mul(factor)));
}

// The loop of TensorFlow's tutorial on custom training, by all ranks, and the same by this one
// alone; and the streaming metric of the rows that each has, merged.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy, metrics } from "binary-crossentropy/tfjs";
import { MpiStrategy, Strategy } from "binary-crossentropy-distribute";
import * as distribute from "binary-crossentropy-distribute/tfjs";
import { allRows, rowsOf } from "../network.js";
import { bitsOf, report, start } from "./program.js";

const mpi = await start();
const [x, y] = rowsOf(0, allRows);
const sampleWeight = tf.tensor1d(Float32Array.from({ length: allRows }, (_, i) => 1 + (i % 3)));
const together = await mpi.scope(() => train());
const alone = await new Strategy().scope(() => train());
report(mpi.replicaIdInSyncGroup, { together, alone, rule: await refusal() });

async function train() {
  const model = makeModel();
  await distribute.broadcastWeights(model);
  const bce = new BinaryCrossentropy({ fromLogits: true, reduction: "none" });
  const metric = new metrics.BinaryCrossentropy({ fromLogits: true });
  const losses: number[] = [];
  for (let epoch = 0; epoch < 2; epoch++) {
    for (const { rows, size } of distribute.globalBatches({
      samples: allRows,
      batchSize: 71,
      seed: 5,
      epoch,
    })) {
      const [inputs, labels, weights] = [x, y, sampleWeight].map((column) =>
        tf.gather(column, tf.tensor1d(rows, "int32")),
      );
      const { value, grads } = tf.variableGrads(() => {
        const perExample = bce(labels!, model.apply(inputs!, { training: true }) as tf.Tensor);
        const loss = distribute.computeAverageLoss(perExample, {
          sampleWeight: weights!,
          globalBatchSize: size,
        });
        return loss.add(distribute.scaleRegularizationLoss(penalty(model)));
      });
      await distribute.applyGradients(model.optimizer, grads);
      losses.push(distribute.reduce("sum", value).dataSync()[0]!);
      metric.updateState(labels!, model.apply(inputs!) as tf.Tensor, weights!);
    }
  }
  return { losses, metric: distribute.mergeMetric(metric).state(), bits: bitsOf(model) };
}

function makeModel(): tf.LayersModel {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [30], kernelInitializer: "ones" })],
  });
  model.compile({
    optimizer: tf.train.momentum(0.05, 0.9),
    loss: new BinaryCrossentropy({ fromLogits: true }),
  });
  return model;
}

function penalty(model: tf.LayersModel): tf.Scalar {
  return model.getWeights()[0]!.square().sum().mul(0.01);
}

/** What a loss that divides by its own batch says here. */
async function refusal(): Promise<string> {
  const strategy = await MpiStrategy.start();
  try {
    strategy.run(() => new BinaryCrossentropy()([[1]], [[0.5]]));
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

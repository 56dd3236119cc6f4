// Every replica runs each case, in which the last one has something else; what each is told comes
// back, by case.

import * as tf from "@tensorflow/tfjs";
import { metrics as arrayMetrics } from "binary-crossentropy";
import { BinaryCrossentropy, Loss } from "binary-crossentropy/tfjs";
import { mergeMetric } from "binary-crossentropy-distribute";
import * as distribute from "binary-crossentropy-distribute/tfjs";

tf.env().set("IS_TEST", true);

const count = 8;
const inputs = (factor = 1) =>
  tf.tensor2d(Array.from({ length: count }, (_, i) => [factor * Math.sin(i), Math.cos(i)]));
const labels = (every = 3) =>
  tf.tensor2d(Array.from({ length: count }, (_, i) => [i % every === 0 ? 1 : 0]));

function makeModel({
  loss = {},
  metrics = ["acc"],
  optimizer = tf.train.adam(0.01),
  scale = 1,
  ...options
} = {}) {
  const kernelInitializer = tf.initializers.constant({ value: scale });
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer })],
  });
  const ours =
    typeof loss === "function" ? loss : new BinaryCrossentropy({ fromLogits: true, ...loss });
  model.compile({ optimizer, loss: ours, metrics, ...options });
  return model;
}

/** A model of sequences, whose padding of zeros is masked. */
function makeMasked() {
  const model = tf.sequential({
    layers: [
      tf.layers.masking({ inputShape: [2, 1] }),
      tf.layers.dense({ units: 1, name: "times" }),
    ],
  });
  model.compile({ optimizer: "sgd", loss: new BinaryCrossentropy({ fromLogits: true }) });
  return model;
}

class Squares extends Loss {
  call(yTrue, yPred) {
    return square(yTrue, yPred);
  }
}
const OtherSquares = {
  Squares: class Squares extends Loss {
    call(t, p) {
      return square(p, t);
    }
  },
}.Squares;

const square = (t, p) => tf.square(tf.sub(t, p)).mean(-1);
const training = (change) => (strategy, isOther) => {
  const { model, x = inputs(), y = labels(), ...options } = isOther ? change() : {};
  return distribute.fit(makeModel(model), x, y, { strategy, batchSize: 4, ...options });
};
/** Of both sides something is given. */
const trainingOf = (usual, other) => (strategy, isOther) => {
  const { model, ...options } = isOther ? other() : usual();
  return distribute.fit(makeModel(model), inputs(), labels(), {
    strategy,
    batchSize: 4,
    ...options,
  });
};
const evaluate = (change) => (strategy, isOther) => {
  const { model, x = inputs(), y = labels(), ...options } = isOther ? change() : {};
  return distribute.evaluate(makeModel(model), x, y, { strategy, ...options });
};

const cases = {
  "metrics of the same number": training(() => ({ model: { metrics: ["precision"] } })),
  "metrics of one's own": trainingOf(
    () => ({ model: { metrics: [square] } }),
    () => ({ model: { metrics: [{ square: (t, p) => tf.abs(tf.sub(t, p)).mean(-1) }.square] } }),
  ),
  "the smoothing": training(() => ({ model: { loss: { labelSmoothing: 0.1 } } })),
  "the loss": training(() => ({ model: { loss: square } })),
  "the source of a loss of one's own": trainingOf(
    () => ({ model: { loss: new Squares() } }),
    () => ({ model: { loss: new OtherSquares() } }),
  ),
  "whether logits are looked for": trainingOf(
    () => ({ model: { loss: { fromLogits: false } } }),
    () => ({ model: { loss: { fromLogits: false }, findLogits: false } }),
  ),
  "a mean of masked outputs": (strategy) => {
    const shape = [count, 2, 1];
    return distribute.fit(makeMasked(), inputs().reshape(shape), tf.ones(shape), { strategy });
  },
  "the learning rate": training(() => ({ model: { optimizer: tf.train.adam(0.02) } })),
  "a moment": training(() => ({ model: { optimizer: tf.train.adam(0.01, 0.8) } })),
  "class weights": trainingOf(
    () => ({ classWeight: { 0: 1, 1: 2 } }),
    () => ({ classWeight: { 0: 1, 1: 3 } }),
  ),
  "class weights on one": training(() => ({ classWeight: { 0: 1, 1: 1 } })),
  "sample weights": trainingOf(
    () => ({ sampleWeight: tf.ones([count]) }),
    () => ({ sampleWeight: tf.fill([count], 2) }),
  ),
  inputs: training(() => ({ x: inputs(2) })),
  labels: training(() => ({ y: labels(2) })),
  "rows to validate with": trainingOf(
    () => ({ validationData: [inputs(), labels()] }),
    () => ({ validationData: [inputs(), labels(2)] }),
  ),
  "the batches": training(() => ({ batchSize: 2 })),
  "evaluate: inputs": evaluate(() => ({ x: inputs(2) })),
  "evaluate: weights": evaluate(() => ({ model: { scale: 2 } })),
  "evaluate: sample weights": evaluate(() => ({ sampleWeight: tf.ones([count]) })),
  "evaluate: metrics": evaluate(() => ({ model: { metrics: ["mse"] } })),
  "evaluate: batches": evaluate(() => ({ batchSize: 3 })),
  "an optimizer that hides its state": (strategy) => {
    class Hidden extends tf.Optimizer {
      static className = "Hidden";
      applyGradients() {}
      getConfig() {
        return {};
      }
    }
    const model = makeModel({ optimizer: new Hidden() });
    return distribute.fit(model, inputs(), labels(), { strategy, batchSize: 4 });
  },
  broadcastWeights: (strategy, isOther) =>
    strategy.scope(() =>
      distribute.broadcastWeights(makeModel(isOther ? { optimizer: tf.train.sgd(0.01) } : {})),
    ),
  "gradients of other names": (strategy, isOther) => {
    const [a, b] = [tf.tensor1d([1]), tf.tensor1d([2])];
    return strategy.scope(() =>
      distribute.applyGradients(tf.train.sgd(1), isOther ? { b, a } : { a, b }),
    );
  },
  "gradients of other shapes": (strategy, isOther) =>
    strategy.scope(() =>
      distribute.applyGradients(tf.train.sgd(1), { a: tf.ones(isOther ? [2, 3] : [3, 2]) }),
    ),
  "gradients for another optimizer": (strategy, isOther) =>
    strategy.scope(() =>
      distribute.applyGradients(tf.train.sgd(isOther ? 1 : 2), { a: tf.ones([1]) }),
    ),
  "a tensor of another shape": (strategy, isOther) =>
    strategy.scope(() => distribute.reduce("sum", tf.ones(isOther ? [2, 3] : [6]))),
  "global batches": (strategy, isOther) =>
    strategy.scope(() =>
      distribute.globalBatches({ samples: 8, batchSize: 4, seed: isOther ? 1 : 0 }),
    ),
  "the epoch of global batches": (strategy, isOther) =>
    strategy.scope(() =>
      distribute.globalBatches({ samples: 8, batchSize: 4, epoch: isOther ? 1 : 0 }),
    ),
  "a metric of other options": (strategy, isOther) =>
    mergeMetric(new arrayMetrics.BinaryCrossentropy({ fromLogits: isOther }), strategy),
  "gathers of other kinds": (strategy, isOther) => strategy.gather(isOther ? [1] : { a: 1 }),
  "gathers of other names": (strategy, isOther) =>
    strategy.gather(1, isOther ? "loss" : "accuracy"),
  "gathers of a metric and a value": (strategy, isOther) =>
    isOther
      ? mergeMetric(new arrayMetrics.BinaryCrossentropy(), strategy)
      : strategy.gather({ a: 1 }),
  "an infinite sum of finite gradients": async (strategy) => {
    const weight = tf.variable(tf.tensor1d([1]), true, "weight");
    const { message } = await rejection(() =>
      strategy.scope(() =>
        distribute.applyGradients(tf.train.sgd(1), { weight: tf.tensor1d([3e38]) }),
      ),
    );
    const [value] = weight.dataSync();
    weight.dispose();
    throw new Error(`${message} ${value}`);
  },
  "gathers of numbers that JSON has no form for": (strategy, isOther) =>
    strategy.gather(isOther ? Number.NaN : -Infinity).map(String),
  "gathers of nothing and a text": (strategy, isOther) => strategy.gather(isOther ? null : "text"),
  "another strategy's scope": (strategy) =>
    strategy.scope(() => training(() => ({}))(new strategy.constructor(), true)),
};

async function rejection(run) {
  try {
    return { message: `gave ${JSON.stringify(await run())}` };
  } catch (error) {
    return { message: `${error.name}: ${error.message}` };
  }
}

export default async function main(strategy) {
  const isOther = strategy.replicaIdInSyncGroup === strategy.numReplicasInSync - 1;
  const told = {};
  for (const [name, run] of Object.entries(cases))
    told[name] = (await rejection(() => run(strategy, isOther))).message;
  return told;
}

// Trains models twice: by the ranks together, and by this rank alone with `fit` of TensorFlow.js.
// Both histories are reported, and what both evaluate.

import type * as tf from "@tensorflow/tfjs";
import { getStrategy } from "binary-crossentropy-distribute";
import * as distribute from "binary-crossentropy-distribute/tfjs";
import { comparisons } from "../comparisons.js";
import { bitsOf, report, start } from "./program.js";

const strategy = await start();

const results: Record<string, unknown> = {};
for (const [name, { make, data, fit = {} }] of Object.entries(comparisons)) {
  const { x, y, sampleWeight, validation } = data();
  const weights = sampleWeight && { sampleWeight };
  const [together, alone] = [make(), make()];
  await strategy.scope(() => distribute.broadcastWeights(together));
  alone.setWeights(together.getWeights());
  const options = { batchSize: 20, epochs: 3, shuffle: false, ...weights, ...fit };
  const { history } = await distribute.fit(together, x, y, {
    strategy,
    ...options,
    ...(validation && { validationData: validation }),
  });
  const expected = await alone.fit(x, y, {
    ...options,
    verbose: 0,
    yieldEvery: "never",
    ...(validation && { validationData: validation }),
  } as never);
  const evaluated = await strategy.scope(() =>
    distribute.evaluate(together, x, y, { batchSize: 20, ...weights }),
  );
  const values = together.evaluate(x, y, { batchSize: 20, ...weights } as never);
  results[name] = {
    history,
    expected: expected.history,
    evaluated: Object.values(evaluated),
    expectedEvaluated: Array.isArray(values) ? values.map(read) : [read(values)],
    bits: bitsOf(together),
    scope: getStrategy().numReplicasInSync,
  };
}
report(strategy.replicaIdInSyncGroup, results);

function read(scalar: tf.Scalar): number {
  return scalar.dataSync()[0]!;
}

// A training loop on typed arrays: class weights for a rare class, a gradient that is written to
// the same array every time, and early stopping that restores the best weights.
//
// Run it: npx tsx examples/training-loop.ts

import { BinaryCrossentropy, sampleWeightFor } from "binary-crossentropy";

const features = 30;
const patience = 10;
const learningRate = 0.2;
const bce = new BinaryCrossentropy({ fromLogits: true });

const train = makeRows(300, 1);
const validation = makeRows(300, 2);
const weights = new Float64Array(features + 1); // the last one is the bias

// Both classes weigh the same in total. As in Keras, validation has no class weights.
const sampleWeight = sampleWeightFor(train.labels, "balanced");

// Made once, written to in every epoch.
const gradient = new Float64Array(300);
let best = { epoch: 0, loss: Infinity, weights: weights.slice() };

for (let epoch = 0; epoch < 1000; epoch++) {
  const logits = logitsOf(train);
  const { value } = bce.valueAndGrad(train.labels, logits, sampleWeight, { out: gradient });
  const loss = bce(validation.labels, logitsOf(validation));
  if (epoch % 60 === 0) console.log(line(epoch, value, loss));

  if (loss < best.loss) best = { epoch, loss, weights: weights.slice() };
  else if (epoch - best.epoch >= patience) break;

  // The chain rule from logits to weights: dz/dw = x, dz/db = 1.
  for (const [i, slope] of gradient.entries()) {
    for (let j = 0; j < features; j++)
      weights[j]! -= learningRate * slope * train.data[i * features + j]!;
    weights[features]! -= learningRate * slope;
  }
}
weights.set(best.weights);
console.log(`The best epoch is ${best.epoch}, with a validation loss of ${best.loss.toFixed(4)}.`);

function logitsOf({ data, labels }: ReturnType<typeof makeRows>): Float64Array {
  return Float64Array.from(labels, (_, i) => {
    let z = weights[features]!;
    for (let j = 0; j < features; j++) z += weights[j]! * data[i * features + j]!;
    return z;
  });
}

function line(epoch: number, train: number, validation: number): string {
  return `epoch ${epoch}: train ${train.toFixed(4)}, validation ${validation.toFixed(4)}`;
}

/** One row in ten or so is positive. Three features say something about it, the others nothing. */
function makeRows(count: number, seed: number): { data: Float64Array; labels: Uint8Array } {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const labels = Uint8Array.from({ length: count }, () => Number(uniform() < 0.1));
  const data = Float64Array.from({ length: count * features }, (_, at) => {
    const label = labels[Math.floor(at / features)]!;
    return 2 * uniform() - 1 + (at % features < 3 ? 0.5 * label : 0);
  });
  return { data, labels };
}

// Prints:
//   epoch 0: train 0.6931, validation 0.6931
//   epoch 60: train 0.4490, validation 0.5300
//   epoch 120: train 0.4021, validation 0.4714
//   epoch 180: train 0.3812, validation 0.4497
//   epoch 240: train 0.3693, validation 0.4406
//   epoch 300: train 0.3616, validation 0.4370
//   epoch 360: train 0.3562, validation 0.4360
//   The best epoch is 364, with a validation loss of 0.4360.

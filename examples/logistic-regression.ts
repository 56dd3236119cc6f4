// Logistic regression with early stopping: the weights of the best epoch on validation rows.
//
// Run it: npx tsx examples/logistic-regression.ts

import { BinaryCrossentropy } from "binary-crossentropy";

const [features, learningRate, patience] = [20, 1, 20];
const bce = new BinaryCrossentropy({ fromLogits: true });
const [train, validation] = [makeRows(60, 1), makeRows(200, 2)];
let weights = new Array<number>(features).fill(0);
let best = { epoch: 0, loss: Infinity, weights };
for (let epoch = 0; epoch - best.epoch < patience; epoch++) {
  const loss = bce(validation.y, logitsOf(validation.x));
  if (loss < best.loss) best = { epoch, loss, weights };
  const { value, grad } = bce.valueAndGrad(train.y, logitsOf(train.x));
  if (epoch % 60 === 0) console.log(`epoch ${epoch}: ${value.toFixed(4)}, ${loss.toFixed(4)}`);
  // dL/dw = Σ x dL/dz
  const slope = (j: number) => train.x.reduce((sum, x, i) => sum + x[j]! * grad.data[i]!, 0);
  weights = weights.map((w, j) => w - learningRate * slope(j));
}
console.log(`best: epoch ${best.epoch}, ${best.loss.toFixed(4)}`);

function logitsOf(rows: readonly number[][]): number[][] {
  return rows.map((x) => [x.reduce((z, value, j) => z + weights[j]! * value, 0)]);
}

/** Three features say something about the label, the others nothing. */
function makeRows(count: number, seed: number): { x: number[][]; y: number[][] } {
  const uniform = (i: number, j: number) => (((i * 7 + j * 13 + seed) ** 2 * 0.618034) % 1) * 2 - 1;
  const y = Array.from({ length: count }, (_, i) => [i % 2]);
  const row = (label: number, i: number) =>
    Array.from({ length: features }, (_, j) => uniform(i, j) + (j < 3 ? label - 0.5 : 0));
  return { x: y.map(([label], i) => row(label!, i)), y };
}

// Prints:
//   epoch 0: 0.6931, 0.6931
//   epoch 60: 0.0779, 0.1866
//   epoch 120: 0.0508, 0.1789
//   best: epoch 125, 0.1788

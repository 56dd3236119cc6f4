// Focal loss: elements that are predicted well count less, so that many easy negatives do not drown
// a few hard positives.
//
// Run it: npx tsx examples/focal.ts

import { BinaryCrossentropy, BinaryFocalCrossentropy } from "binary-crossentropy";

// 1,000 easy negatives and two positives, one of them missed.
const yTrue = Uint8Array.from({ length: 1002 }, (_, i) => Number(i < 2));
const logits = Float32Array.from(yTrue, (_, i) => (i === 0 ? -2 : i === 1 ? 1 : -4));

const shares = (name: string, loss: BinaryCrossentropy | BinaryFocalCrossentropy) => {
  const { grad } = loss.valueAndGrad(yTrue, logits);
  const [missed = 0, found = 0, ...easy] = Array.from(grad.data, Math.abs);
  const rest = easy.reduce((sum, g) => sum + g, 0);
  const percent = (x: number) => `${((100 * x) / (missed + found + rest)).toFixed(1)} %`;
  console.log(`${name}: missed ${percent(missed)}, found ${percent(found)}, easy ${percent(rest)}`);
};

// The share of each in the gradient, which is what moves the model.
shares("cross-entropy", new BinaryCrossentropy({ fromLogits: true }));
shares("gamma 1", new BinaryFocalCrossentropy({ fromLogits: true, gamma: 1 }));
shares("gamma 2", new BinaryFocalCrossentropy({ fromLogits: true, gamma: 2 }));
const balanced = { fromLogits: true, gamma: 2, applyClassBalancing: true, alpha: 0.75 };
shares("gamma 2, alpha 0.75", new BinaryFocalCrossentropy(balanced));

// Prints:
//   cross-entropy: missed 4.6 %, found 1.4 %, easy 94.0 %
//   gamma 1: missed 56.2 %, found 7.5 %, easy 36.2 %
//   gamma 2: missed 93.9 %, found 4.6 %, easy 1.5 %
//   gamma 2, alpha 0.75: missed 94.9 %, found 4.6 %, easy 0.5 %

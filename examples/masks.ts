// Leaves padding out of the loss: sequences of different lengths lie in rows of one length, and a
// mask says where each ends. What it leaves out may hold anything.
//
// Run it: npx tsx examples/masks.ts

import { BinaryCrossentropy, toNested } from "binary-crossentropy";

const lengths = [3, 1, 2];
const yTrue = [
  [1, 0, 1, 0],
  [0, 0, 0, 0],
  [1, 1, 0, 0],
];
const logits = [
  [0.5, -1, 2, NaN],
  [-0.3, NaN, NaN, NaN],
  [1.2, 0.1, NaN, NaN],
];
const mask = lengths.map((length) => [0, 1, 2, 3].map((step) => step < length));

// The mean of each sequence over its own steps, then the mean of the sequences.
const bySequence = new BinaryCrossentropy({ fromLogits: true });
console.log(`by sequence: ${bySequence(yTrue, logits, null, { mask }).toFixed(4)}`);

// The mean of all steps.
const byStep = new BinaryCrossentropy({ fromLogits: true, axis: [] });
const { value, grad } = byStep.valueAndGrad(yTrue, logits, null, { mask });
console.log(`by step: ${value.toFixed(4)}`);
for (const row of toNested(grad) as number[][])
  console.log(row.map((x) => x.toFixed(3).padStart(6)).join(" "));

// Prints:
//   by sequence: 0.4377
//   by step: 0.3961
//   -0.063  0.045 -0.020  0.000
//    0.071  0.000  0.000  0.000
//   -0.039 -0.079  0.000  0.000

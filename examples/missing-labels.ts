// Scores several labels per row, some of them unknown, one of them rare. Unknown labels stay out of
// the loss and its gradient, and positives of each label weigh as much in all as its negatives.
//
// Run it: npx tsx examples/missing-labels.ts

import { BinaryCrossentropy, posWeightFor, toNested } from "binary-crossentropy";

const unknown = NaN;
const yTrue = [
  [1, 0, unknown],
  [0, unknown, 0],
  [1, 1, 0],
  [0, unknown, 1],
];
const logits = [
  [0.8, -1.1, 0.3],
  [-0.2, 2, -3],
  [2.2, -0.4, -1.5],
  [0.1, 0.9, -0.6],
];
const posWeight = posWeightFor(yTrue, { ignoreLabel: unknown });
console.log(`weights of positives: ${posWeight}`);
const options = { fromLogits: true, ignoreLabel: unknown, posWeight };

// All rows count the same, however few of their labels are known; or all known labels do.
const ofLabels = new BinaryCrossentropy({ ...options, axis: [] });
console.log(`mean of rows: ${new BinaryCrossentropy(options)(yTrue, logits).toFixed(4)}`);
console.log(`mean of labels: ${ofLabels(yTrue, logits).toFixed(4)}`);
const rows = toNested(ofLabels.valueAndGrad(yTrue, logits).grad) as number[][];
for (const row of rows) console.log(row.map((x) => x.toFixed(3).padStart(6)).join(" "));

// Prints:
//   weights of positives: 1,1,2
//   mean of rows: 0.6172
//   mean of labels: 0.5938
//   -0.034  0.028  0.000
//    0.050  0.000  0.005
//   -0.011 -0.067  0.020
//    0.058  0.000 -0.143

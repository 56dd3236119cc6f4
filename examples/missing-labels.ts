// Scores several labels per row, some of them unknown, one of them rare. Unknown labels stay out of
// the loss and of its gradient. The mean of rows and the mean of labels differ as soon as rows have
// different numbers of known labels.
//
// Run it: npx tsx examples/missing-labels.ts

import { BinaryCrossentropy, toNested } from "binary-crossentropy";

const names = ["fever", "cough", "rash"];
const unknown = NaN;
const yTrue = [
  [1, 0, unknown],
  [0, unknown, unknown],
  [1, 1, 0],
];
const logits = [
  [0.8, -1.1, 0.3],
  [-0.2, 2, -3],
  [2.2, -0.4, -1.5],
];
// Few rows have the rash: each of them counts as nine.
const options = { fromLogits: true, posWeight: [1, 1, 9] };
const knownOnly = { ...options, ignoreLabel: unknown };

// By default each row is averaged over its known labels first, and then the rows are averaged: all
// rows count the same, however few of their labels are known.
const ofRows = new BinaryCrossentropy(knownOnly);
console.log(`mean of rows: ${ofRows(yTrue, logits).toFixed(4)}`);

// With no axis to average first, all known labels count the same.
const ofLabels = new BinaryCrossentropy({ ...knownOnly, axis: [] });
console.log(`mean of labels: ${ofLabels(yTrue, logits).toFixed(4)}`);

// The mean over axis 0 is one loss for each label.
const byLabel = new BinaryCrossentropy({ ...knownOnly, axis: 0, reduction: "none" });
const each = byLabel(yTrue, logits).data;
for (const [i, name] of names.entries()) console.log(`${name}: ${each[i]!.toFixed(4)}`);

// Unknown labels have a gradient of 0, even where the prediction is far off.
const { grad } = ofLabels.valueAndGrad(yTrue, logits);
const rows = toNested(grad) as number[][];
for (const row of rows) console.log(row.map((x) => x.toFixed(3).padStart(6)).join(" "));

// If another array says which labels are known, pass it as a mask. A weight of 0 is not the same:
// its label still counts in the mean.
const mask = yTrue.map((row) => row.map((label) => !Number.isNaN(label)));
const zeros = yTrue.map((row) => row.map((label) => label || 0));
const masked = new BinaryCrossentropy(options)(zeros, logits, null, { mask });
console.log(`mean of rows, by a mask: ${masked.toFixed(4)}`);

// Prints:
//   mean of rows: 0.4446
//   mean of labels: 0.4127
//   fever: 0.3581
//   cough: 0.6002
//   rash: 0.2014
//   -0.052  0.042  0.000
//    0.075  0.000  0.000
//   -0.017 -0.100  0.030
//   mean of rows, by a mask: 0.4446

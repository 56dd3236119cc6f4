// Several labels per row, some of them unknown: they are left out of the loss and its gradient. The
// rare label counts for more. Shows the mean of rows beside the mean of labels, which differ as soon
// as rows have different numbers of known labels.
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
// Of the rash there are few positive rows: each counts as nine.
const options = { fromLogits: true, ignoreLabel: unknown, posWeight: [1, 1, 9] };

// By default each row is averaged over its known labels first, and then the rows are: all rows
// count the same, however few labels are known.
const ofRows = new BinaryCrossentropy(options);
console.log(`mean of rows: ${ofRows(yTrue, logits).toFixed(4)}`);

// With no axis to average first, all known labels count the same.
const ofLabels = new BinaryCrossentropy({ ...options, axis: [] });
console.log(`mean of labels: ${ofLabels(yTrue, logits).toFixed(4)}`);

// The mean over axis 0 is one loss for each label.
const byLabel = new BinaryCrossentropy({ ...options, axis: 0, reduction: "none" });
const each = byLabel(yTrue, logits).data;
for (const [i, name] of names.entries()) console.log(`${name}: ${each[i]!.toFixed(4)}`);

// Unknown labels have a gradient of 0, even where the prediction is far off.
const { grad } = ofLabels.valueAndGrad(yTrue, logits);
const rows = toNested(grad) as number[][];
for (const row of rows) console.log(row.map((x) => x.toFixed(3).padStart(6)).join(" "));

// A mask does the same for labels that are marked as unknown elsewhere. A weight of 0 would not:
// what it weighs still counts in the mean.
const { ignoreLabel: _, ...others } = options;
const mask = yTrue.map((row) => row.map((label) => !Number.isNaN(label)));
const zeros = yTrue.map((row) => row.map((label) => label || 0));
const masked = new BinaryCrossentropy(others)(zeros, logits, null, { mask });
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

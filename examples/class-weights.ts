// Trains with class weights: one row in five is positive, and both classes count the same in all.
//
// Run it: npx tsx examples/class-weights.ts

import { BinaryCrossentropy, posWeightFor, sampleWeightFor } from "binary-crossentropy";

const yTrue = [[0], [0], [1], [0], [0]];
const logits = [[-1.5], [-0.5], [-0.2], [-2], [0.3]];
const bce = new BinaryCrossentropy({ fromLogits: true });

// Keras: model.fit(x, y_true, class_weight={0: 1, 1: 4})
const fourfold = sampleWeightFor(yTrue, { 0: 1, 1: 4 });
console.log(`without weights: ${bce(yTrue, logits).toFixed(4)}`);
console.log(`with class weights: ${bce(yTrue, logits, fourfold).toFixed(4)}`);

// scikit-learn: class_weight="balanced"
const balanced = sampleWeightFor(yTrue, "balanced");
console.log(`balanced: ${balanced.data.join(" ")}`);
const { value, grad } = bce.valueAndGrad(yTrue, logits, balanced);
console.log(`value: ${value.toFixed(4)}`);
console.log(`gradient: ${Array.from(grad.data, (g) => g.toFixed(3)).join(" ")}`);

// PyTorch: BCEWithLogitsLoss(pos_weight=negatives / positives)
const posWeight = posWeightFor(yTrue);
const weighted = new BinaryCrossentropy({ fromLogits: true, posWeight });
console.log(`with posWeight ${posWeight}: ${weighted(yTrue, logits).toFixed(4)}`);

// Prints:
//   without weights: 0.4910
//   with class weights: 0.9699
//   balanced: 0.625 0.625 2.5 0.625 0.625
//   value: 0.6062
//   gradient: 0.023 0.047 -0.275 0.015 0.072
//   with posWeight 4: 0.9699

// Sample weights that make both classes count the same, however many rows each has.

/** Weighs each row N / (2 · rows of its class): each class gets half of the total weight, N. */
export function balancedWeights(labels: Uint8Array): Float64Array {
  const malignant = labels.reduce((sum, label) => sum + label, 0);
  const counts = [labels.length - malignant, malignant];
  return Float64Array.from(labels, (label) => labels.length / (2 * counts[label]!));
}

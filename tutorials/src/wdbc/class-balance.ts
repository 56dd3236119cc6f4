// Sample weights under which both classes count the same, however many rows each has.

/**
 * N / (2 · the number of rows of the row's class): each class has half of the total weight, which
 * is N.
 */
export function balancedWeights(labels: Uint8Array): Float64Array {
  const malignant = labels.reduce((sum, label) => sum + label, 0);
  const counts = [labels.length - malignant, malignant];
  return Float64Array.from(labels, (label) => labels.length / (2 * counts[label]!));
}

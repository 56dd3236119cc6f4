// The energy distance of two sets of samples: 2 E|x − y| − E|x − x′| − E|y − y′|, which is 0
// exactly when both come from the same distribution (Székely and Rizzo 2013). It needs neither a
// trained model nor random numbers.

/** Samples of equal length, one after the other. */
export interface Samples {
  readonly count: number;
  readonly data: Float32Array;
}

/**
 * The distance, divided by the square root of a sample's length so that it does not grow with the
 * size of the pictures.
 */
export function energyDistance(x: Samples, y: Samples): number {
  const size = x.data.length / x.count;
  const between = (2 * sumOfDistances(x, y, size)) / (x.count * y.count);
  return (between - withinDistance(x, size) - withinDistance(y, size)) / Math.sqrt(size);
}

/**
 * The mean over pairs of different samples: with pairs of equal ones the estimate would depend on
 * the number of samples. A single sample has no pairs.
 */
function withinDistance(x: Samples, size: number): number {
  return sumOfDistances(x, x, size) / Math.max(1, x.count * (x.count - 1));
}

function sumOfDistances(x: Samples, y: Samples, size: number): number {
  let sum = 0;
  for (let i = 0; i < x.count; i++)
    for (let j = 0; j < y.count; j++) sum += distance(x.data, i * size, y.data, j * size, size);
  return sum;
}

function distance(a: Float32Array, i: number, b: Float32Array, j: number, size: number): number {
  let sum = 0;
  for (let k = 0; k < size; k++) {
    const difference = a[i + k]! - b[j + k]!;
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}

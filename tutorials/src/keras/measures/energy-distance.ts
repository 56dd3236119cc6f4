// How far two sets of samples are from one distribution: E(X, Y) = 2 E|x − y| − E|x − x′| − E|y −
// y′|, which is 0 exactly when both come from the same one (Székely and Rizzo 2013). Nothing is
// trained for it, and nothing is drawn.

/** Samples of one length, one after the other. */
export interface Samples {
  readonly count: number;
  readonly data: Float32Array;
}

/**
 * In units of the square root of a sample's length, so that it does not grow with the size of the
 * pictures.
 */
export function energyDistance(x: Samples, y: Samples): number {
  const size = x.data.length / x.count;
  const between = (2 * sumOfDistances(x, y, size)) / (x.count * y.count);
  return (between - withinDistance(x, size) - withinDistance(y, size)) / Math.sqrt(size);
}

/**
 * Over pairs of different samples, else the estimate would grow with fewer samples; one alone has
 * none.
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

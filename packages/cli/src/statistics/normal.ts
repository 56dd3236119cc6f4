// The upper tail of the normal distribution.

/** P(Z > x), to within a few roundings. */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x);
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  if (x < 3) return 0.5 - density * series(x);
  // Laplace's continued fraction, from far inside outwards.
  let fraction = 0;
  for (let i = 200; i > 0; i--) fraction = i / (x + fraction);
  return density / (x + fraction);
}

/** x + x³/3 + x⁵/15 + …, by which the density is multiplied. Source: Marsaglia, 2004. */
function series(x: number): number {
  let [sum, term] = [x, x];
  for (let i = 3; term > 1e-17 * sum; i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return sum;
}

/** The x with P(Z > x) = 2.5 %. */
export const normalQuantile = 1.959963984540054;

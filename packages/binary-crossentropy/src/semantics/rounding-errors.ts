// What a sum or a product of two doubles has lost by rounding, as a double of its own.
//
// Source: Knuth's TwoSum, and Dekker's product of halves.

/** a + b less the sum that they were rounded to. */
export function lostOf(a: number, b: number, sum: number): number {
  const other = sum - a;
  return a - (sum - other) + (b - other);
}

/** a b less the product that it is rounded to. */
export function lostOfProduct(a: number, b: number): number {
  // To be cut in halves a factor must leave room above it.
  const s = Math.abs(a) > 2 ** 900 ? 2 ** -200 : Math.abs(b) > 2 ** 900 ? 2 ** 200 : 1;
  const [x, y] = [a * s, b / s];
  // Each factor as two halves of its digits: products of halves are exact.
  const high = (x: number) => x * 134217729 - (x * 134217729 - x);
  const [c, d] = [high(x), high(y)];
  return c * d - x * y + c * (y - d) + (x - c) * d + (x - c) * (y - d);
}

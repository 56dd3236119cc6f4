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
  // Each factor as two halves of its digits: products of halves are exact.
  const high = (x: number) => x * 134217729 - (x * 134217729 - x);
  const [c, d] = [high(a), high(b)];
  return c * d - a * b + c * (b - d) + (a - c) * d + (a - c) * (b - d);
}

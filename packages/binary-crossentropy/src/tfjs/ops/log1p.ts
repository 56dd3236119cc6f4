// log(1 + x) for x in [0, 1], where a backend's own log1p is log(1 + x) as it stands and has no
// digits left for small x.
//
// Method: log(1 + x) = 2 atanh(s) with s = x / (2 + x) in [0, 1/3], and atanh(s) / s a polynomial
// in s², of degree 4. Error: 4e−9 of the result, from the polynomial; the rest is rounding.
// test/tfjs/exact.test.ts. Source: interpolation at the Chebyshev points of s² in [0, 1/9].

import { add, div, mul, square, type Tensor } from "@tensorflow/tfjs-core";

const coefficients = [0.14087329, 0.13980709, 0.20012427, 0.33333158, 1];

export function log1p(x: Tensor): Tensor {
  const s = div(x, add(x, 2));
  const u = square(s);
  const [highest, ...rest] = coefficients;
  const polynomial = rest.reduce<Tensor | number>(
    (sum, next) => add(mul(sum, u), next),
    highest!,
  ) as Tensor;
  return mul(mul(s, 2), polynomial);
}

// log(1 + e) for e in [0, 1], without a division.
//
// Method: from 0.34 on 1 + e is (1 + c) (1 + m), m = (1 + e) · 0.703125 − 1, where 0.703125 is
//   1 / (1 + c); below, m is e. log(1 + m) = m − m² Q(m).
// Error: 1 ulp where + − × round to nearest; test/wgsl/arithmetic.test.ts has the worst.
// Source: a fit of Q on the m that there are, −0.06 to 0.41: assembly/fit-polynomials.py.

fn log1pOf(e: f32) -> f32 {
  let isSplit = e > 0.34;
  let m = select(e, 0.703125 * e - 0.296875, isSplit);
  var q = 0.05073102207764628 * m - 0.11870887264749648;
  q = q * m + 0.1638037447386053;
  q = q * m - 0.2001993890120757;
  q = q * m + 0.250061412894696;
  q = q * m - 0.33333496773467485;
  q = q * m + 0.49999986274867725;
  return select(0.0, 0.3522205948829651, isSplit) + (m - m * m * q);
}

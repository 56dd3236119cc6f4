// exp(−a) for a ≥ 0.
//
// Method: n = round(a / ln 2), r = a − n ln 2 with ln 2 in two parts, of which n times the first is
//   exact; exp(−a) = 2^−n exp(−r), exp(−r) = 1 − r + r² Q(r) on |r| ≤ ln 2 / 2.
// Domain: a in [0, 600], more than any weight brings back.
// Error: below 1 ulp where + − × round to nearest; test/wgsl/arithmetic.test.ts has the worst.
// Source: assembly/constants.ts.

/** exp(−r) − 1 + r. */
fn bendOfExp(r: f32) -> f32 {
  var q = 0.0013814462581649423 * r - 0.008368780836462975;
  q = q * r + 0.04166839271783829;
  q = q * r - 0.1666651964187622;
  q = q * r + 0.4999999403953552;
  return r * r * q;
}

fn expOfMinus(a: f32) -> Wide {
  // WGSL's own round is exact, and no number that is added and subtracted again.
  let n = round(a * 1.4426950408889634);
  // Fixed, or ln 2 might become one number, times which n is no longer exact.
  let rough = fixed(a - n * 0.693359375);
  let r = fixed(rough + n * 2.12194440054690583e-4);
  // Fixed, so that there is one rounding at the size of the result, and the same wherever it goes.
  return Wide(fixed(1.0 - fixed(r - bendOfExp(r))), -i32(n));
}

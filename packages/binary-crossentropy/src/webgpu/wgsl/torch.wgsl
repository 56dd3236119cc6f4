// The formula of PyTorch's probabilities: src/semantics/element.ts. Losses no larger than 100, a
// gradient (A p − B (1 − p)) / max(p (1 − p), 1e−12), a second derivative
// (A p² + B (1 − p)²) / ((p + 1e−12)² (1 − p + 1e−12)²).

/** 1e−12. */
const small = Wide(1.099511627776, -40);

fn limited(loss: Wide) -> Wide {
  if (isNone(loss)) { return loss; }
  if (isInfinite(loss) || (loss.k == 0 && loss.m > 100.0)) { return wide(100.0); }
  return loss;
}

fn entropyOf(y: u32, p: u32, posWeight: Wide) -> Wide {
  let x = wideOf(p);
  if (x.m < 0.0 || (p & 0x7fffffffu) > oneBits) { return Wide(1.0, none); }
  let shares = sharesOf(y, posWeight);
  if (isZero(shares.A)) { return times(shares.B, limited(minusLog(x))); }
  if (isZero(shares.B)) { return times(shares.A, limited(minusLogOfRest(x))); }
  return mix(shares, limited(minusLogOfRest(x)), limited(minusLog(x)));
}

fn entropyGradientOf(y: u32, p: u32, posWeight: Wide) -> Wide {
  let x = wideOf(p);
  if (isNone(x)) { return x; }
  let r = restOf(x);
  let numerator = mix(sharesOf(y, posWeight), x, minus(r));
  var both = times(x, r);
  // Of p in (0, 1) it is below 1, and above 1e−12 it is no smaller than 2^−60.
  let isSmall = both.m <= 0.0 || both.k < -60 || both.m * powerOfTwo(both.k) < 1e-12;
  if (isSmall) { both = small; }
  return ratio(numerator, both);
}

fn entropyHessianOf(y: u32, p: u32, posWeight: Wide) -> Wide {
  let x = wideOf(p);
  if (isNone(x)) { return x; }
  let r = restOf(x);
  let q = plus(x, small);
  let s = plus(r, small);
  // Squares of each, since what is rounded before a square counts twice.
  let squares = times(times(q, q), times(s, s));
  return ratio(mix(sharesOf(y, posWeight), times(x, x), times(r, r)), squares);
}

// 1 − p_t of a probability: m = A p + t (1 − p), and m' = A − t.

fn missOf(shares: Shares, p: u32) -> Miss {
  let x = wideOf(p);
  if (isNone(x)) { return Miss(exactly(x), x, x, x); }
  if (isNone(shares.A)) { return Miss(exactly(shares.A), shares.A, shares.A, shares.A); }
  let r = restOf(x);
  let m = normal(plus(times(shares.A, x), times(shares.B, r)));
  let slope = plus(shares.A, minus(shares.B));
  let ofFirst = times(wideOf(gammaBits), slope);
  let ofSecond = times(wideOf(productBits), times(slope, slope));
  if (isZero(m)) {
    let one = exactly(wide(1.0));
    return Miss(one, powerAtZero, times(ofFirst, firstAtZero), times(ofSecond, secondAtZero));
  }
  // What 1 − p has lost by rounding.
  let lostOfRest = plus(restOf(r), minus(x));
  let lost = roughly(ratio(times(shares.B, lostOfRest), m));
  let power = powerOf(Precise(m, lost));
  let first = inverse(m);
  return Miss(power, wide(1.0), times(ofFirst, first), times(ofSecond, times(first, first)));
}

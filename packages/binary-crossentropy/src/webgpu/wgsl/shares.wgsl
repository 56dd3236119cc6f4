// What a label makes of the two losses: L = A L₀ + B L₁, A = 1 − t, B = w t, t = y (1 − s) + s / 2;
// w posWeight, s label smoothing.

struct Shares {
  A: Wide,
  B: Wide,
}

fn sharesOf(y: u32, posWeight: Wide) -> Shares {
  // Labels that are no numbers are not computed with.
  if ((y & infinityBits) == infinityBits) { return Shares(Wide(1.0, none), Wide(1.0, none)); }
  let label = bitcast<f32>(y);
  let keep = bitcast<f32>(keepBits);
  let rest = bitcast<f32>(restBits);
  if (restBits == 0u) { return Shares(wide(1.0 - label), times(wideOf(y), posWeight)); }
  // Of 1 − y this is 1 − t, with digits that t has lost.
  let A = fixed(1.0 - label) * keep + rest;
  return Shares(wide(A), times(wide(label * keep + rest), posWeight));
}

/** A f₀ + B f₁. */
fn mix(shares: Shares, f0: Wide, f1: Wide) -> Wide {
  return plus(times(shares.A, f0), times(shares.B, f1));
}

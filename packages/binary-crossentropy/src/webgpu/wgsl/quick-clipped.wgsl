// Probabilities that are in [2^−30, 1) when they are clipped: the formula of clipped.wgsl.

fn isQuickPrediction(p: u32) -> bool {
  let c = clippedBits(p);
  return (p & 0x7fffffffu) <= infinityBits && c >= 0x30800000u && c < oneBits;
}

fn quickOf(shares: QuickShares, p: u32) -> Quick {
  let c = clippedBits(p);
  let added = bitcast<f32>(addedBits);
  let q = fixed(bitcast<f32>(c) + added);
  let r = fixed(fixed(1.0 - bitcast<f32>(c)) + added);
  let ofQ = split(q);
  let ofR = split(r);
  // A clipped p has no derivatives.
  let isFlat = c != p;
  return Quick(
    shares.A * minusLogOf(ofR.k, ofR.f) + shares.B * minusLogOf(ofQ.k, ofQ.f),
    select(shares.A * (1.0 / r) - shares.B * (1.0 / q), 0.0, isFlat),
    select(shares.A * (1.0 / (r * r)) + shares.B * (1.0 / (q * q)), 0.0, isFlat),
  );
}

// The formula of Keras's probabilities: src/semantics/element.ts. c = clip(p, lowest, highest),
// q = c + added, r = 1 − c + added; L₀ = −log r, L₁ = −log q. A clipped p has no derivatives.

struct Clipped {
  q: Wide,
  r: Wide,
  isFlat: bool,
}

fn clippedBits(p: u32) -> u32 {
  // Positive floats are in the order of their bits, subnormal ones too; negative ones are clipped.
  return clamp(select(p & 0x7fffffffu, 0u, p > signBit), lowestBits, highestBits);
}

fn clip(p: u32) -> Clipped {
  let c = clippedBits(p);
  // Each step rounds as it does in Keras: fixed, or epsilon would be added to 1.
  let r = fixed(1.0 - bitcast<f32>(c));
  let added = wideOf(addedBits);
  return Clipped(plus(wideOf(c), added), plus(wide(r), added), c != (p & 0x7fffffffu) || p > signBit);
}

fn entropyOf(y: u32, p: u32, posWeight: Wide) -> Wide {
  let x = wideOf(p);
  if (isNone(x)) { return x; }
  let shares = sharesOf(y, posWeight);
  let clipped = clip(p);
  if (isZero(shares.A)) { return times(shares.B, minusLog(clipped.q)); }
  if (isZero(shares.B)) { return times(shares.A, minusLog(clipped.r)); }
  return mix(shares, minusLog(clipped.r), minusLog(clipped.q));
}

fn entropyGradientOf(y: u32, p: u32, posWeight: Wide) -> Wide {
  let x = wideOf(p);
  if (isNone(x)) { return x; }
  let clipped = clip(p);
  if (clipped.isFlat) { return wide(0.0); }
  let shares = sharesOf(y, posWeight);
  return mix(shares, inverse(clipped.r), minus(inverse(clipped.q)));
}

fn entropyHessianOf(y: u32, p: u32, posWeight: Wide) -> Wide {
  let x = wideOf(p);
  if (isNone(x)) { return x; }
  let clipped = clip(p);
  if (clipped.isFlat) { return wide(0.0); }
  let shares = sharesOf(y, posWeight);
  let r2 = times(clipped.r, clipped.r);
  return mix(shares, inverse(r2), inverse(times(clipped.q, clipped.q)));
}

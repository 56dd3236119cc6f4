// The formula of probabilities as they are: src/semantics/element.ts. L₀ = −log(1 − p),
// L₁ = −log p, with 0 log 0 = 0; NaN outside [0, 1]. Derivatives are those of the same formula
// everywhere.

fn entropyOf(y: u32, p: u32, posWeight: Wide) -> Wide {
  let x = wideOf(p);
  if (x.m < 0.0 || (p & 0x7fffffffu) > oneBits) { return Wide(1.0, none); }
  let shares = sharesOf(y, posWeight);
  if (isZero(shares.A)) { return times(shares.B, minusLog(x)); }
  if (isZero(shares.B)) { return times(shares.A, minusLogOfRest(x)); }
  return mix(shares, minusLogOfRest(x), minusLog(x));
}

fn entropyGradientOf(y: u32, p: u32, posWeight: Wide) -> Wide {
  let x = wideOf(p);
  return mix(sharesOf(y, posWeight), inverse(restOf(x)), minus(inverse(x)));
}

fn entropyHessianOf(y: u32, p: u32, posWeight: Wide) -> Wide {
  let x = wideOf(p);
  let r2 = restSquared(x, restOf(x));
  return mix(sharesOf(y, posWeight), inverse(r2), inverse(times(x, x)));
}

// Probabilities in [2^−30, 1): the formula of exact.wgsl.

fn isQuickPrediction(p: u32) -> bool {
  return p >= 0x30800000u && p < oneBits;
}

fn quickOf(shares: QuickShares, p: u32) -> Quick {
  let x = bitcast<f32>(p);
  let parts = split(x);
  // 1 − p as in wide.wgsl, and its square with the digits that it lost.
  let r = fixed(1.0 - x);
  let r2 = r * (r + 2.0 * (fixed(1.0 - r) - x));
  return Quick(
    shares.A * narrowLogOfRest(x) + shares.B * minusLogOf(parts.k, parts.f),
    shares.A * (1.0 / r) - shares.B * (1.0 / x),
    shares.A * (1.0 / r2) + shares.B * (1.0 / (x * x)),
  );
}

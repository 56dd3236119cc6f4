// Probabilities in [2^−30, 1): the formula of torch.wgsl, whose limits lie beyond.

fn isQuickPrediction(p: u32) -> bool {
  return p >= 0x30800000u && p < oneBits;
}

fn quickOf(shares: QuickShares, p: u32) -> Quick {
  let x = bitcast<f32>(p);
  let parts = split(x);
  let r = fixed(1.0 - x);
  let q = x + 1e-12;
  let s = r + 1e-12;
  // x / q and r / s, which are near 1.
  let u = 1.0 - 1e-12 / q;
  let v = 1.0 - 1e-12 / s;
  return Quick(
    shares.A * narrowLogOfRest(x) + shares.B * minusLogOf(parts.k, parts.f),
    (shares.A * x - shares.B * r) / (x * r),
    shares.A * (u * u / (s * s)) + shares.B * (v * v / (q * q)),
  );
}

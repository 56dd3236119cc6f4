// Probabilities in [2^−30, 1): the formula of torch.wgsl, whose limits lie beyond.

fn isQuickPrediction(p: u32) -> bool {
  return p >= 0x30800000u && p < oneBits;
}

fn quickOf(shares: QuickShares, p: u32) -> Quick {
  let x = bitcast<f32>(p);
  let parts = split(x);
  let r = fixed(1.0 - x);
  let root = (x + 1e-12) * (r + 1e-12);
  return Quick(
    shares.A * narrowLogOfRest(x) + shares.B * minusLogOf(parts.k, parts.f),
    (shares.A * x - shares.B * r) / (x * r),
    (shares.A * (x * x) + shares.B * (r * r)) / (root * root),
  );
}

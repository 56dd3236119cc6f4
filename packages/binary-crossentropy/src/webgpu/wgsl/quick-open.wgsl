// Probabilities in [2^−30, 1), as they are: the loss of exact.wgsl, and of torch.wgsl, whose limits
// lie beyond.

fn isQuickPrediction(p: u32) -> bool {
  return p >= 0x30800000u && p < oneBits;
}

fn quickLossOf(shares: QuickShares, x: f32) -> f32 {
  let parts = split(x);
  return shares.A * narrowLogOfRest(x) + shares.B * minusLogOf(parts.k, parts.f);
}

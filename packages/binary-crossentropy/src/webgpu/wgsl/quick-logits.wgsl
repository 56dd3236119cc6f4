// Logits within 40 of 0: the formula of logits.wgsl.

fn isQuickPrediction(z: u32) -> bool {
  return (z & 0x7fffffffu) < 0x42200000u;
}

fn quickOf(shares: QuickShares, z: u32) -> Quick {
  let a = bitcast<f32>(z & 0x7fffffffu);
  let e = narrow(expOfMinus(a));
  let isNegative = z >= signBit;
  let q = e / (1.0 + e);
  // σ(a) and σ(−a).
  let high = 1.0 - q;
  let low = e - e * q;
  let both = shares.A + shares.B;
  return Quick(
    select(shares.A, shares.B, isNegative) * a + both * log1pOf(e),
    shares.A * select(high, low, isNegative) - shares.B * select(low, high, isNegative),
    both * (e / (e * (2.0 + e) + 1.0)),
  );
}

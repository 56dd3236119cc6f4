// Logits within 40 of 0: the formula of logits.wgsl.

fn isQuickPrediction(z: u32) -> bool {
  return (z & 0x7fffffffu) < 0x42200000u;
}

fn quickOf(shares: QuickShares, z: u32) -> Quick {
  let a = bitcast<f32>(z & 0x7fffffffu);
  let e = narrow(expOfMinus(a));
  let isNegative = z >= signBit;
  let s = sigmoidsOf(e);
  let both = shares.A + shares.B;
  return Quick(
    select(shares.A, shares.B, isNegative) * a + both * log1pOf(e),
    shares.A * select(s.high, s.low, isNegative) - shares.B * select(s.low, s.high, isNegative),
    both * (s.high * s.low),
  );
}

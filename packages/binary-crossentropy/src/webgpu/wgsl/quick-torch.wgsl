// The formula of torch.wgsl, for the probabilities of quick-open.wgsl.

fn quickOf(shares: QuickShares, p: u32) -> Quick {
  let x = bitcast<f32>(p);
  let r = fixed(1.0 - x);
  let q = x + 1e-12;
  let s = r + 1e-12;
  // x / q and r / s, which are near 1.
  let u = 1.0 - 1e-12 / q;
  let v = 1.0 - 1e-12 / s;
  return Quick(
    quickLossOf(shares, x),
    (shares.A * x - shares.B * r) / (x * r),
    shares.A * (u * u / (s * s)) + shares.B * (v * v / (q * q)),
  );
}

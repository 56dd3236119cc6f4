// The formula of exact.wgsl, for the probabilities of quick-open.wgsl.

fn quickOf(shares: QuickShares, p: u32) -> Quick {
  let x = bitcast<f32>(p);
  // 1 − p as in wide.wgsl, and its square with the digits that it lost.
  let r = fixed(1.0 - x);
  let r2 = r * (r + 2.0 * (fixed(1.0 - r) - x));
  return Quick(
    quickLossOf(shares, x),
    shares.A * (1.0 / r) - shares.B * (1.0 / x),
    shares.A * (1.0 / r2) + shares.B * (1.0 / (x * x)),
  );
}

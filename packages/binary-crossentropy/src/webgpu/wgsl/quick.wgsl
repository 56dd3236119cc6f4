// Most elements, in floats alone: the formulas of the files beside this one where no number on the
// way is infinite, NaN or subnormal. Labels in [0, 1], predictions that `isQuickPrediction` knows,
// posWeight 0 or in [2^−10, 2^10].
//
// Of A = 1 − t and B = w t one is no smaller than 2^−24 and outweighs the other where that is
// subnormal; predictions leave at least 2^−58 of it. So 2^−43 remains for weights and scales.

struct Quick {
  loss: f32,
  gradient: f32,
  hessian: f32,
}

/** What a label makes of the two losses, as in shares.wgsl. */
struct QuickShares {
  A: f32,
  B: f32,
}

fn isQuickLabel(y: u32) -> bool {
  return y <= oneBits;
}

/** 0, or a size in [2^−10, 2^10]. */
fn isQuickWeight(w: u32) -> bool {
  let size = w & 0x7fffffffu;
  return size == 0u || (size >= 0x3a800000u && size <= 0x44800000u);
}

fn quickSharesOf(y: u32, posWeight: f32) -> QuickShares {
  let label = bitcast<f32>(y);
  if (restBits == 0u) { return QuickShares(1.0 - label, posWeight * label); }
  let keep = bitcast<f32>(keepBits);
  let rest = bitcast<f32>(restBits);
  return QuickShares(fixed(1.0 - label) * keep + rest, posWeight * (label * keep + rest));
}

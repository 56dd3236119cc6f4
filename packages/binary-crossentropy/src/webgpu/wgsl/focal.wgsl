// Focal loss of an element: src/semantics/focal.ts. FL = α_t m^γ L of the L of the formula, m = 1 − p_t;
// the product rule makes its derivatives of those of m^γ and L.

fn lossOf(y: u32, x: u32, posWeight: Wide) -> Wide {
  let shares = sharesOf(y, wide(1.0));
  let miss = missOf(shares, x);
  return balanced(shares, mended(miss.factor, times(miss.power, entropyOf(y, x, posWeight))));
}

fn gradientOf(y: u32, x: u32, posWeight: Wide) -> Wide {
  let shares = sharesOf(y, wide(1.0));
  let miss = missOf(shares, x);
  let first = times(miss.power, entropyGradientOf(y, x, posWeight));
  let second = times(miss.gradient, entropyOf(y, x, posWeight));
  return balanced(shares, mended(miss.factor, firstOrSum(first, second)));
}

fn hessianOf(y: u32, x: u32, posWeight: Wide) -> Wide {
  let shares = sharesOf(y, wide(1.0));
  let miss = missOf(shares, x);
  let first = times(miss.power, entropyHessianOf(y, x, posWeight));
  let second = times(times(wide(2.0), miss.gradient), entropyGradientOf(y, x, posWeight));
  let third = times(miss.hessian, entropyOf(y, x, posWeight));
  return balanced(shares, mended(miss.factor, firstOrSum(first, firstOrSum(second, third))));
}

/** Of infinite terms the first one is the largest. */
fn firstOrSum(first: Wide, rest: Wide) -> Wide {
  // 0 · ∞ has the exponent of ∞.
  if (isInfinite(first) && !isZero(first)) { return first; }
  return plus(first, rest);
}

/** Times α_t. */
fn balanced(shares: Shares, loss: Wide) -> Wide {
  if (!isBalanced) { return loss; }
  let ofOne = times(shares.B, wideOf(alphaBits));
  let ofZero = times(shares.A, wideOf(otherAlphaBits));
  return times(plus(ofOne, ofZero), loss);
}

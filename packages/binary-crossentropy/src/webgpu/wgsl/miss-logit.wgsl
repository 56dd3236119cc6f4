// 1 − p_t of a logit: with e = exp(−|z|), W the share of the label that z points away from and R that
// of the other, m = (W + R e) / (1 + e); m' / m by |z| is (W − R) e / ((1 + e) (W + R e)), and
// m'' / m' = −tanh(z / 2).

fn missOf(shares: Shares, z: u32) -> Miss {
  let x = wideOf(z);
  let isDown = x.m < 0.0;
  var W = shares.A;
  var R = shares.B;
  if (isDown) {
    W = shares.B;
    R = shares.A;
  }
  if (isNone(W)) { return Miss(exactly(W), W, W, W); }
  let precise = preciseExpOfMinus(distanceOf(z), 0.0);
  let e = precise.value;
  let f = roughly(e);
  let one = fixed(1.0 + f);
  let lostOfOne = fixed(f - fixed(one - 1.0)) + f * precise.lost;
  let reached = times(R, e);
  let v = normal(plus(W, reached));
  let q = fixed(v.m / one);
  let lost = remainder(v.m, q, one) / v.m + roughly(ratio(reached, v)) * precise.lost - lostOfOne / one;
  let power = powerOf(Precise(normal(Wide(q, v.k)), lost));
  // Those of hard labels are no quotients.
  var slope = minus(sigmoidOf(e));
  if (!isZero(W)) { slope = sigmoidOfMinus(e); }
  if (!isZero(W) && !isZero(R)) { slope = ratio(times(plus(W, minus(R)), slope), v); }
  // Of an infinite z the exponential is 0, and so is its product with an infinite loss.
  if (isInfinite(x)) { slope = wide(0.0); }
  var bend = wide((f - 1.0) / one);
  if (isDown) {
    slope = minus(slope);
    bend = minus(bend);
  }
  let gradient = times(wideOf(gammaBits), slope);
  let hessian = times(gradient, plus(times(wideOf(lessBits), slope), bend));
  return Miss(power, wide(1.0), gradient, hessian);
}

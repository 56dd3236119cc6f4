// 1 − p_t of a logit: with e = exp(−|z|), W the share of the label that z points away from and R that
// of the other, m = (W + R e) / (1 + e); m' / m by |z| is (W − R) e / ((1 + e) (W + R e)), and
// m'' / m' = −tanh(z / 2).

/** As `expOfMinus`, with what each step there loses. */
fn preciseExpOfMinus(a: f32) -> Precise {
  let n = round(a * 1.4426950408889634);
  let rough = fixed(a - n * 0.693359375);
  let small = fixed(n * 2.12194440054690583e-4);
  let r = fixed(rough + small);
  let lostOfR = fixed(rough - r) + small;
  var q = 0.0013814462581649423 * r - 0.008368780836462975;
  q = q * r + 0.04166839271783829;
  q = q * r - 0.1666651964187622;
  q = q * r + 0.4999999403953552;
  let bend = fixed(r * r * q);
  let p = fixed(r - bend);
  let lostOfP = fixed(r - p) - bend;
  let m = fixed(1.0 - p);
  let lost = fixed(fixed(1.0 - m) - p) - lostOfP;
  return Precise(Wide(m, -i32(n)), lost / m - lostOfR);
}

fn missOf(shares: Shares, z: u32) -> Miss {
  let x = wideOf(z);
  let isDown = x.m < 0.0;
  var W = shares.A;
  var R = shares.B;
  if (isDown) {
    W = shares.B;
    R = shares.A;
  }
  if (isNone(W)) { return Miss(W, W, W); }
  let precise = preciseExpOfMinus(distanceOf(z));
  let e = precise.value;
  let f = roughly(e);
  let one = fixed(1.0 + f);
  let lostOfOne = fixed(f - fixed(one - 1.0)) + f * precise.lost;
  let reached = times(R, e);
  let v = normal(plus(W, reached));
  let q = fixed(v.m / one);
  let lost = remainder(v.m, q, one) / v.m + roughly(ratio(reached, v)) * precise.lost - lostOfOne / one;
  let power = powerOf(Precise(normal(Wide(q, v.k)), lost));
  var slope = ratio(wide(-1.0), wide(one));
  if (!isZero(W)) {
    let tail = times(plus(W, minus(R)), e);
    slope = ratio(tail, times(v, wide(one)));
  }
  // Of an infinite z the exponential is 0, and so is its product with an infinite loss.
  if (isInfinite(x)) { slope = wide(0.0); }
  var bend = wide((f - 1.0) / one);
  if (isDown) {
    slope = minus(slope);
    bend = minus(bend);
  }
  let gradient = times(times(wideOf(gammaBits), power), slope);
  let hessian = times(gradient, plus(times(wideOf(lessBits), slope), bend));
  return Miss(power, gradient, hessian);
}

// The formula of logits: src/semantics/element.ts. With a = |z|, e = exp(−a), P = A for z ≥ 0 and
// else B:
//   L = P a + (A + B) log1p(e), dL/dz = A σ(z) − B σ(−z), d²L/dz² = (A + B) σ(z) σ(−z).

/** |z|, infinite and NaN ones too, as a number that exp can take. */
fn distanceOf(z: u32) -> f32 {
  return bitcast<f32>(min(z & 0x7fffffffu, 0x44160000u));
}

/** Whether σ(−a) and log1p(e) are e, to half an ulp. */
fn isTail(e: Wide) -> bool {
  return e.k < -25;
}

/** e = exp(−a) as a float, where it is no tail. */
fn narrow(e: Wide) -> f32 {
  return e.m * powerOfTwo(e.k);
}

/** σ(a) and σ(−a). */
struct Sigmoids {
  high: f32,
  low: f32,
}

/** Of e = exp(−a) in [0, 1]. Near 0 as near 1 what is rounded in the quotient is small beside them. */
fn sigmoidsOf(e: f32) -> Sigmoids {
  let isNear = e > 0.5;
  let q = select(e, 0.5 - 0.5 * e, isNear) / (1.0 + e);
  return Sigmoids(select(1.0 - q, 0.5 + q, isNear), select(e - e * q, 0.5 - q, isNear));
}

fn sigmoidOf(e: Wide) -> Wide {
  if (isTail(e)) { return wide(1.0); }
  return wide(sigmoidsOf(narrow(e)).high);
}

fn sigmoidOfMinus(e: Wide) -> Wide {
  if (isTail(e)) { return e; }
  return wide(sigmoidsOf(narrow(e)).low);
}

fn entropyOf(y: u32, z: u32, posWeight: Wide) -> Wide {
  let x = wideOf(z);
  if (isNone(x)) { return x; }
  let shares = sharesOf(y, posWeight);
  let e = expOfMinus(distanceOf(z));
  var near = e;
  if (!isTail(e)) { near = wide(log1pOf(narrow(e))); }
  var far = times(shares.A, x);
  if (x.m < 0.0) { far = times(shares.B, minus(x)); }
  return plus(far, times(plus(shares.A, shares.B), near));
}

fn entropyGradientOf(y: u32, z: u32, posWeight: Wide) -> Wide {
  let x = wideOf(z);
  if (isNone(x)) { return x; }
  let shares = sharesOf(y, posWeight);
  let e = expOfMinus(distanceOf(z));
  let high = sigmoidOf(e);
  let low = sigmoidOfMinus(e);
  if (x.m < 0.0) { return mix(shares, low, minus(high)); }
  return mix(shares, high, minus(low));
}

fn entropyHessianOf(y: u32, z: u32, posWeight: Wide) -> Wide {
  let x = wideOf(z);
  if (isNone(x)) { return x; }
  let shares = sharesOf(y, posWeight);
  let e = expOfMinus(distanceOf(z));
  return times(plus(shares.A, shares.B), times(sigmoidOf(e), sigmoidOfMinus(e)));
}

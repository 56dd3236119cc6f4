// The formula of logits: src/semantics/element.ts. With a = |z|, e = exp(−a), P = A for z ≥ 0 and
// else B:
//   L = P a + (A + B) log1p(e), dL/dz = A σ(z) − B σ(−z), d²L/dz² = (A + B) e / (1 + e)².

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
  // σ(a) and σ(−a).
  var high = wide(1.0);
  var low = e;
  if (!isTail(e)) {
    let f = narrow(e);
    let q = f / (1.0 + f);
    high = wide(1.0 - q);
    // Of e near 0 this forgets the rounding of 1 + e and most of that of the quotient.
    low = wide(f - f * q);
  }
  if (x.m < 0.0) { return mix(shares, low, minus(high)); }
  return mix(shares, high, minus(low));
}

fn entropyHessianOf(y: u32, z: u32, posWeight: Wide) -> Wide {
  let x = wideOf(z);
  if (isNone(x)) { return x; }
  let shares = sharesOf(y, posWeight);
  let e = expOfMinus(distanceOf(z));
  var h = e;
  if (!isTail(e)) {
    let f = narrow(e);
    // (1 + e)², rounded less often.
    h = wide(f / (f * (2.0 + f) + 1.0));
  }
  return times(plus(shares.A, shares.B), h);
}

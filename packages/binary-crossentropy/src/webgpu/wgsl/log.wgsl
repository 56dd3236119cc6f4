// Logarithms of probabilities: −log v, and −log(1 − p) without the rounding of 1 − p.
//
// Method: v = 2^k (1 + f), f in [−¼, ½), log v = k ln 2 + log(1 + f), ln 2 in two parts. With
//   s = f / (2 + f), u = s², log(1 + f) = f − (f²/2 − s (f²/2 + u R(u))), which loses nothing where
//   f is small, and where the division counts for little.
// Error: below 2 ulp where + − × round to nearest; test/wgsl/arithmetic.test.ts has the worst.
// Source: assembly/log.ts, assembly/constants.ts.

/** f − log(1 + f). */
fn bendOf(f: f32) -> f32 {
  let s = f / (2.0 + f);
  let u = s * s;
  let half = 0.5 * f * f;
  let r = ((0.30362436175346375 * u + 0.39957737922668457) * u + 0.666669487953186) * u;
  return half - s * (half + r);
}

/** −log v of v = 2^k (1 + f). */
fn minusLogOf(k: i32, fraction: f32) -> f32 {
  // Fixed: f is a small difference, and what is added to it must not go between its two terms.
  let f = fixed(fraction);
  let n = f32(k);
  // Fixed, since the exact product and the rest of ln 2 are no longer apart when they are summed up.
  let rest = fixed(f - (bendOf(f) + n * 2.12194440054690583e-4));
  return -(n * 0.693359375 + rest);
}

struct Split {
  k: i32,
  f: f32,
}

/** k and f of a positive normal v. */
fn split(v: f32) -> Split {
  let bits = bitcast<u32>(v);
  // Mantissas from 1.5 on are taken by half, so that v a little below 1 has f near 0.
  let isHigh = (bits & 0x007fffffu) >= 0x00400000u;
  let one = select(oneBits, oneBits - 0x00800000u, isHigh);
  let k = i32(bits >> 23u) - 127 + select(0, 1, isHigh);
  return Split(k, bitcast<f32>(one | (bits & 0x007fffffu)) - 1.0);
}

/** −log v for v ≥ 0, ∞ at 0. */
fn minusLog(v: Wide) -> Wide {
  if (isInfinite(v)) { return v; }
  if (v.m == 0.0) { return Wide(1.0, infinite); }
  let parts = split(v.m);
  return wide(minusLogOf(v.k + parts.k, parts.f));
}

/** −log(1 − x) for x in [0, 1). */
fn narrowLogOfRest(x: f32) -> f32 {
  var parts = split(1.0 - x);
  // Up to ½ the difference would be rounded; that of 2 (1 − x) from 1 is not.
  if (x <= 0.5) { parts = Split(-1, 1.0 - 2.0 * x); }
  if (x < 0.25) { parts = Split(0, -x); }
  return minusLogOf(parts.k, parts.f);
}

/** −log(1 − p) for p in [0, 1]. */
fn minusLogOfRest(p: Wide) -> Wide {
  // So near 0 it is p.
  if (p.k < -30) { return p; }
  let x = p.m * powerOfTwo(p.k);
  if (x == 1.0) { return Wide(1.0, infinite); }
  return wide(narrowLogOfRest(x));
}

// What powers of m = 1 − p_t take: a power counts the error of its base γ times, so m comes with the
// digits that it has lost.

/** m^γ, and its derivatives by the prediction. */
struct Miss {
  power: Wide,
  gradient: Wide,
  hessian: Wide,
}

/** A number with what it has lost, in relation to it. */
struct Precise {
  value: Wide,
  lost: f32,
}

/** With m in [1, 2) or 0. So far from 1 no factors bring it back. */
fn normal(a: Wide) -> Wide {
  let m = wideOf(bitcast<u32>(a.m));
  return Wide(m.m, clamp(a.k + m.k, -4000, 4000));
}

/** As a float, of one that is below 2¹²⁷; 0 where it is too small to count. */
fn roughly(a: Wide) -> f32 {
  if (a.k < -60) { return 0.0; }
  return a.m * powerOfTwo(a.k);
}

/** The first 12 bits. */
fn highOf(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u);
}

/** v − q d of numbers near 1 where it is small: the products of halves are exact. */
fn remainder(v: f32, q: f32, d: f32) -> f32 {
  let qHigh = highOf(q);
  let qLow = fixed(q - qHigh);
  let dHigh = highOf(d);
  let dLow = fixed(d - dHigh);
  let first = fixed(v - fixed(qHigh * dHigh));
  let second = fixed(first - fixed(qHigh * dLow));
  return fixed(second - fixed(qLow * dHigh)) - qLow * dLow;
}

/** a b. */
fn multiplied(a: Precise, b: Precise) -> Precise {
  let m = fixed(a.value.m * b.value.m);
  if (m == 0.0) { return Precise(wide(0.0), 0.0); }
  let lost = a.lost + b.lost - remainder(m, a.value.m, b.value.m) / m;
  return Precise(normal(Wide(m, a.value.k + b.value.k)), lost);
}

/** exp(c) of a c that is near 0 unless γ is large. */
fn grown(c: f32) -> Wide {
  if (c < 0.0001 && c > -0.0001) { return wide(1.0 + c); }
  return expOfMinus(-c);
}

/** The number itself. */
fn mended(p: Precise) -> Wide {
  return times(p.value, grown(p.lost));
}

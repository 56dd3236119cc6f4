// What powers of m = 1 − p_t take: a power counts the error of its base γ times, so m comes with the
// digits that it has lost.

/** m^γ and its derivatives by the prediction, each but for the factor. */
struct Miss {
  factor: Precise,
  power: Wide,
  gradient: Wide,
  hessian: Wide,
}

/** A number with what it has lost, in relation to it. */
struct Precise {
  value: Wide,
  lost: f32,
}

/** Nothing lost. */
fn exactly(a: Wide) -> Precise {
  return Precise(a, 0.0);
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

/** a b. */
fn multiplied(a: Precise, b: Precise) -> Precise {
  let m = fixed(a.value.m * b.value.m);
  if (m == 0.0) { return exactly(wide(0.0)); }
  let lost = a.lost + b.lost - remainder(m, a.value.m, b.value.m) / m;
  return Precise(normal(Wide(m, a.value.k + b.value.k)), lost);
}

/** exp(−a − b) of a small b, as `expOfMinus`, with what each step there loses. */
fn preciseExpOfMinus(a: f32, b: f32) -> Precise {
  let n = round(a * 1.4426950408889634);
  let rough = fixed(a - n * 0.693359375);
  let small = fixed(n * 2.12194440054690583e-4);
  let r = fixed(rough + small);
  let lostOfR = fixed(rough - r) + small + b;
  let bend = fixed(bendOfExp(r));
  let p = fixed(r - bend);
  let lostOfP = fixed(r - p) - bend;
  let m = fixed(1.0 - p);
  let lost = fixed(fixed(1.0 - m) - p) - lostOfP;
  return Precise(Wide(m, -i32(n)), lost / m - lostOfR);
}

/** p b: what p has lost is near 0 unless γ is large. */
fn mended(p: Precise, b: Wide) -> Wide {
  let product = times(p.value, b);
  if (p.lost > 0.0001 || p.lost < -0.0001) { return times(product, expOfMinus(-p.lost)); }
  // Fixed, so that two numbers are rounded, and what is little beside them.
  let m = fixed(product.m);
  return Wide(m + m * p.lost, product.k);
}

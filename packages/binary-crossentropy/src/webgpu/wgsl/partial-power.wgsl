// m^g for 0 < g < 1, g in two parts, of which the first has 12 bits. Of m = 2^k (1 + f) it is
// 2^(k g) exp(g log(1 + f)), where the whole part of k g is taken out before anything is rounded.
//
// With c the first 11 bits of f behind the point, and what is left of k g, products with the first
// part of g and with that of ln 2 are exact, and so is their sum: they are multiples of 2^−23. What is
// added to that is small, so its errors do not count.

fn partialPower(m: Precise) -> Precise {
  let v = m.value;
  if (v.m == 0.0) { return m; }
  if (v.m < 0.0) { return exactly(Wide(1.0, none)); }
  let parts = split(v.m);
  let k = f32(v.k + parts.k);
  let f = fixed(parts.f);
  let high = bitcast<f32>(partHighBits);
  let low = bitcast<f32>(partLowBits);
  let g = high + low;
  let n = round(k * high);
  let rest = fixed(k * high - n);
  let c = round(f * 2048.0) * 0.00048828125;
  let first = fixed(high * c + rest * 0.693359375);
  let little = fixed(f - c) * high + f * low - g * bendOf(f)
    + k * low * 0.6931471805599453 - rest * 2.12194440054690583e-4;
  let sum = fixed(first + little);
  let e = preciseExpOfMinus(-sum, -(fixed(first - sum) + little) - g * m.lost);
  return Precise(Wide(e.value.m, e.value.k + i32(n)), e.lost);
}

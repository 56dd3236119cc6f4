// m^g for 0 < g < 1, g in two parts, of which the first has 12 bits. Of m = 2^k μ it is
// 2^(k g) exp(g log μ), where the whole part of k g is taken out before anything is rounded.

fn partialPower(m: Wide) -> Wide {
  if (m.m == 0.0) { return m; }
  if (m.m < 0.0) { return Wide(1.0, none); }
  let parts = split(m.m);
  let k = f32(m.k + parts.k);
  let high = bitcast<f32>(partHighBits);
  let low = bitcast<f32>(partLowBits);
  let n = round(k * high);
  let rest = fixed(fixed(k * high - n) + k * low);
  let minusX = fixed((high + low) * minusLogOf(0, parts.f) - rest * 0.6931471805599453);
  let e = expOfMinus(minusX);
  return Wide(e.m, e.k + i32(n));
}

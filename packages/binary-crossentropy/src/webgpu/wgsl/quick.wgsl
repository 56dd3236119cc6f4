// Most elements: labels of 0 and 1 and logits within 40 of 0, without weights. The formula of
// logits.wgsl for these, in floats alone: no number on the way is infinite, NaN or subnormal, and
// none of its steps depends on a wide number.

struct Quick {
  loss: f32,
  gradient: f32,
  hessian: f32,
}

fn isQuick(y: u32, z: u32) -> bool {
  return (y == 0u || y == oneBits) && (z & 0x7fffffffu) < 0x42200000u;
}

fn quickOf(y: u32, z: u32) -> Quick {
  let a = bitcast<f32>(z & 0x7fffffffu);
  let e = narrow(expOfMinus(a));
  let isWrong = (y == 0u) == ((z >> 31u) == 0u);
  let q = e / (1.0 + e);
  let size = select(e - e * q, 1.0 - q, isWrong);
  return Quick(
    select(0.0, a, isWrong) + log1pOf(e),
    select(-size, size, y == 0u),
    e / (e * (2.0 + e) + 1.0),
  );
}

// A float that the compiler must compute as it is written.
//
// WGSL lets a compiler reorder sums and products as if they were exact: what is added to lose digits
// on purpose, and what is subtracted to find digits that were lost, may vanish. It cannot look
// through an integer operation with a number that it learns only when the shader runs.

fn fixed(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) ^ hiddenZero());
}

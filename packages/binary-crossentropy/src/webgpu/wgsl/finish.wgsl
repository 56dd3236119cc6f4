// The sums of all workgroups, added up: the value, or what derivatives are divided by.

fn sumOf(which: u32, lane: u32) -> Sum {
  var sum = noSum();
  for (var i = lane; i < params.groups; i += 256u) {
    let at = 12u * i + 4u * which;
    sum = joined(sum, Sum(bitcast<f32>(partials[at]), bitcast<f32>(partials[at + 1u]), partials[at + 2u]));
  }
  return overWorkgroup(lane, sum);
}

fn finish(group: u32, groups: u32, lane: u32) {
  var divisor = Wide(bitcast<f32>(params.divisorM), params.divisorK);
  if (divisorFrom > 0u) { divisor = totalOf(sumOf(divisorFrom, lane)); }
  var result = divisor;
  if (givesValue) {
    let losses = totalOf(sumOf(0u, lane));
    // A mean of nothing, or of weights that cancel, is 0.
    result = wide(0.0);
    if (!isZero(divisor)) { result = times(losses, inverse(divisor)); }
  }
  if (lane != 0u) { return; }
  var bits = bitsOf(result);
  if (params.count == 0u && givesValue) { bits = params.emptyBits; }
  results[params.resultAt] = bits;
}

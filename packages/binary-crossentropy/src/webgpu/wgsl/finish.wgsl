// The sums of all invocations, added up: the value, or what derivatives are divided by.

/** The sum that an invocation has left: an infinite or NaN one by its first word. */
fn sumAt(at: u32) -> Sum {
  let high = partials[2u * at];
  if ((high & infinityBits) != infinityBits) {
    return Sum(bitcast<f32>(high), bitcast<f32>(partials[2u * at + 1u]), 0u);
  }
  return added(noSum(), wideOf(high));
}

fn sumOf(first: u32, lane: u32) -> Sum {
  var sum = noSum();
  for (var i = lane; i < params.partials; i += 256u) { sum = joined(sum, sumAt(first + i)); }
  return overWorkgroup(lane, sum);
}

fn finish(group: u32, groups: u32, lane: u32) {
  var divisor = Wide(bitcast<f32>(params.divisorM), params.divisorK);
  if (sumsDivisor) { divisor = totalOf(sumOf(params.partials, lane)); }
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

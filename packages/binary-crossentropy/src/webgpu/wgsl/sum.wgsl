// Sums in pairs of floats, whose rounding is carried along: they are as exact as a double would be.
// What is infinite or NaN is noted, not added.

struct Sum {
  high: f32,
  low: f32,
  /** 1: +∞ is among the terms, 2: −∞, 4: NaN. */
  special: u32,
}

const infinities = 3u;
const noNumber = 4u;

/** Terms from here on are infinite: sums of them would leave the range of floats. */
const largestExponent = 96;

fn noSum() -> Sum {
  return Sum(0.0, 0.0, 0u);
}

/** Both, with what their sum has lost: Knuth's TwoSum, each step of which must stay as it is. */
fn joined(a: Sum, b: Sum) -> Sum {
  let high = fixed(a.high + b.high);
  let other = fixed(high - a.high);
  let lost = fixed(a.high - fixed(high - other)) + fixed(b.high - other);
  return Sum(high, a.low + b.low + lost, a.special | b.special);
}

fn addedFloat(sum: Sum, term: f32) -> Sum {
  return joined(sum, Sum(term, 0.0, 0u));
}

fn added(sum: Sum, term: Wide) -> Sum {
  if (isZero(term)) { return sum; }
  if (isNone(term)) { return Sum(sum.high, sum.low, sum.special | noNumber); }
  if (term.k >= largestExponent) {
    return Sum(sum.high, sum.low, sum.special | select(1u, 2u, term.m < 0.0));
  }
  return addedFloat(sum, term.m * powerOfTwo(max(term.k, -126)));
}

/** The sum as one number. */
fn totalOf(sum: Sum) -> Wide {
  if (sum.special >= noNumber || sum.special == infinities) { return Wide(1.0, none); }
  if (sum.special != 0u) { return Wide(select(-1.0, 1.0, sum.special == 1u), infinite); }
  return wideOf(bitcast<u32>(sum.high + sum.low));
}

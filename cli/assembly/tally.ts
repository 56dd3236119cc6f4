// What bce score adds up of scored rows, in one pass over columns of doubles. A row's group has sums of its own, and maybe a
// histogram of its own. All of it is memory that cli/src/metrics/tally-memory.ts lays out.
//
// y label, x prediction as given, p its probability, w weight, L loss; w L is 0 where w is 0.

/** Bins of equal width over [0, 1], of n, Σ w, Σ w p, Σ w y each. */
const fineBins: i32 = 20;

/** Σ w L and Σ w (p − y)², then the bins. */
const binsAt: usize = 16;
const sumsBytes: usize = binsAt + 32 * fineBins;

/** The bits of ½ in float32, the last of the lower half. */
const half: u32 = 0x3f000000;

/** Of a bin of the histogram over w L: all bits of exponent and 8 of mantissa of a float32. */
const costShift: u32 = 15;

// @ts-ignore: decorator
@inline
function addPair(at: usize, a: f64, b: f64): void {
  v128.store(at, f64x2.add(v128.load(at), f64x2.replace_lane(f64x2.splat(a), 1, b)));
}

/**
 * A prediction as an integer of 20 bits in the same order. For p both ends are equally fine: what lies above ½ is told apart
 * by 1 − p, and a bin is 2⁻¹² wide, relatively. For logits, ±∞ too, it is 2⁻¹¹.
 */
export function rankKey(x: f64, isLogit: bool): u32 {
  if (isLogit) {
    // −0 + 0 is 0.
    const bits = reinterpret<u32>(<f32>(x + 0));
    return (bits ^ (<u32>(<i32>bits >> 31) | 0x80000000)) >> 12;
  }
  const isLow = x <= 0.5;
  const bits = reinterpret<u32>(<f32>select<f64>(x, 1 - x, isLow));
  return select<u32>(bits, 2 * half - bits, isLow) >> 11;
}

/**
 * Adds rows to the sums and the histograms of their groups, and to the histogram over w L.
 *
 * @param columns y, x, L and w, `stride` bytes after each other
 * @param probabilities p, which may be x itself
 * @param groups the group of each row
 * @param histograms the address of each group's histogram, 0 for none; bins of the weights of positives and of negatives
 * @param costs the histogram over w L: n and Σ w L of each bin
 * @param above where the indices of rows go that cost more than the threshold
 * @returns how many those are
 */
export function addRows(
  count: i32,
  columns: usize,
  stride: usize,
  probabilities: usize,
  groups: usize,
  sums: usize,
  histograms: usize,
  costs: usize,
  above: usize,
  threshold: f64,
  isLogit: bool,
  fold: u32,
): i32 {
  let found: i32 = 0;
  for (let i: i32 = 0; i < count; i++) {
    const row = <usize>i << 3;
    const at = columns + row;
    const y = load<f64>(at);
    const x = load<f64>(at + stride);
    const loss = load<f64>(at + 2 * stride);
    const w = load<f64>(at + 3 * stride);
    const p = load<f64>(probabilities + row);
    const group = <usize>load<u32>(groups + (<usize>i << 2));
    const own = sums + group * sumsBytes;
    const cost = select<f64>(0, w * loss, w == 0);
    const share = w * y;
    const d = p - y;
    addPair(own, cost, w * d * d);
    const bin = min<i32>(<i32>(p * fineBins), fineBins - 1);
    const binAt = own + binsAt + (<usize>bin << 5);
    addPair(binAt, 1, w);
    addPair(binAt + 16, w * p, share);
    const histogram = <usize>load<u32>(histograms + (group << 2));
    if (histogram) addPair(histogram + (<usize>(rankKey(x, isLogit) >> fold) << 4), share, w - share);
    const key = select<u32>(reinterpret<u32>(<f32>cost) >> costShift, 0, cost > 0);
    addPair(costs + (<usize>key << 4), 1, cost);
    store<u32>(above + (<usize>found << 2), i);
    found += <i32>(cost > threshold);
  }
  return found;
}

/** Adds rows to a histogram: x, then the weights of positives and of negatives, `stride` bytes after each other. */
export function countRows(count: i32, columns: usize, stride: usize, histogram: usize, isLogit: bool, fold: u32): void {
  for (let i: i32 = 0; i < count; i++) {
    const at = columns + (<usize>i << 3);
    const key = rankKey(load<f64>(at), isLogit) >> fold;
    addPair(histogram + (<usize>key << 4), load<f64>(at + stride), load<f64>(at + 2 * stride));
  }
}

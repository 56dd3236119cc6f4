// What bce score adds up of scored rows, from columns of doubles. A row's group has sums of its own, and maybe a histogram of
// its own. All of it is memory that cli/src/metrics/tally-memory.ts lays out.
//
// y label, x prediction as given, p its probability, w weight, L loss; w L is 0 where w is 0.
//
// A block is gone through several times: first two rows at a time for what they add and where, then row by row to add it to
// bins, groups and histograms. Most additions wait for memory; in short loops many of them are under way at the same time.

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

// @ts-ignore: decorator
@inline
function addVector(at: usize, pair: v128): void {
  v128.store(at, f64x2.add(v128.load(at), pair));
}

/**
 * Predictions as integers of 20 bits in the same order, in the first two of four lanes. For p both ends are equally fine: what
 * lies above ½ is told apart by 1 − p, and a bin is 2⁻¹² wide, relatively. For logits, ±∞ too, it is 2⁻¹¹.
 */
// @ts-ignore: decorator
@inline
function rankKeys(x: v128, isLogit: bool): v128 {
  if (isLogit) {
    // −0 + 0 is 0.
    const bits = f32x4.demote_f64x2_zero(f64x2.add(x, f64x2.splat(0)));
    return i32x4.shr_u(v128.xor(bits, v128.or(i32x4.shr_s(bits, 31), i32x4.splat(0x80000000))), 12);
  }
  const rest = f64x2.sub(f64x2.splat(1), x);
  const bits = f32x4.demote_f64x2_zero(f64x2.pmin(x, rest));
  // All bits set above ½: there it is 2 half − bits, by the complement.
  const isHigh = f64x2.gt(x, f64x2.splat(0.5));
  const mask = i8x16.shuffle(isHigh, isHigh, 0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11);
  const mirrored = i32x4.sub(v128.xor(bits, mask), mask);
  return i32x4.shr_u(i32x4.add(mirrored, v128.and(mask, i32x4.splat(2 * half))), 11);
}

export function rankKey(x: f64, isLogit: bool): u32 {
  return i32x4.extract_lane(rankKeys(f64x2.splat(x), isLogit), 0);
}

/**
 * Adds rows to the sums and the histograms of their groups, and to the histogram over w L. Columns have room for an even number
 * of rows: of an odd number the one behind is read too, and counts for nothing.
 *
 * @param columns y, x and w, `stride` bytes after each other
 * @param losses L
 * @param probabilities p, which may be x itself
 * @param groups the group of each row
 * @param histograms the address of each group's histogram, 0 for none; bins of the weights of positives and of negatives
 * @param costs the histogram over w L: n and Σ w L of each bin
 * @param scratch room for 48 bytes for each row
 * @param found gets the number of rows that cost more than the threshold, the number of those whose group has no histogram,
 *   and then the indices of the former
 */
export function addRows(
  count: i32,
  columns: usize,
  stride: usize,
  losses: usize,
  probabilities: usize,
  groups: usize,
  sums: usize,
  histograms: usize,
  costs: usize,
  scratch: usize,
  found: usize,
  threshold: f64,
  isLogit: bool,
  fold: u32,
): void {
  // Of each row: w p and w y, the offsets of its three bins, w L and w (p − y)².
  const pairs = scratch;
  const places = pairs + (<usize>(count + 1) << 4);
  const spent = places + (<usize>(count + 1) << 4);
  const squares = spent + (<usize>(count + 1) << 3);
  const zero = f64x2.splat(0);
  for (let i: i32 = 0; i < count; i += 2) {
    const row = <usize>i << 3;
    const at = columns + row;
    const y = v128.load(at);
    const x = v128.load(at + stride);
    const w = v128.load(at + 2 * stride);
    const p = v128.load(probabilities + row);
    const cost = v128.and(f64x2.mul(w, v128.load(losses + row)), f64x2.ne(w, zero));
    v128.store(spent + row, cost);
    const share = f64x2.mul(w, y);
    const predicted = f64x2.mul(w, p);
    const d = f64x2.sub(p, y);
    v128.store(squares + row, f64x2.mul(f64x2.mul(w, d), d));
    v128.store(pairs + (row << 1), i64x2.shuffle(predicted, share, 0, 2));
    v128.store(pairs + (row << 1), i64x2.shuffle(predicted, share, 1, 3), 16);
    const bins = i32x4.min_s(i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(p, f64x2.splat(fineBins))), i32x4.splat(fineBins - 1));
    // Below 0 are losses of next to nothing, by rounding.
    const costKeys = i32x4.shr_u(f32x4.demote_f64x2_zero(f64x2.pmax(zero, cost)), costShift);
    const keys = i32x4.shl(i32x4.shr_u(rankKeys(x, isLogit), fold), 4);
    // Offsets in the order bin, cost, key, nothing for each of the two.
    const low = i32x4.shuffle(i32x4.shl(bins, 5), i32x4.shl(costKeys, 4), 0, 4, 1, 5);
    v128.store(places + (row << 1), i32x4.shuffle(low, keys, 0, 1, 4, 4));
    v128.store(places + (row << 1), i32x4.shuffle(low, keys, 2, 3, 5, 5), 16);
  }

  // The sums of the last rows, which were all of one group.
  let last = sums + <usize>load<u32>(groups) * sumsBytes;
  let lastSums = zero;
  let above: usize = found + 8;
  for (let i: i32 = 0; i < count; i++) {
    const row = <usize>i << 3;
    const own = sums + <usize>load<u32>(groups + (<usize>i << 2)) * sumsBytes;
    if (own != last) {
      addVector(last, lastSums);
      last = own;
      lastSums = zero;
    }
    const cost = load<f64>(spent + row);
    lastSums = f64x2.add(lastSums, f64x2.replace_lane(f64x2.splat(cost), 1, load<f64>(squares + row)));
    const place = places + (row << 1);
    const binAt = own + binsAt + <usize>load<u32>(place);
    addPair(binAt, 1, load<f64>(columns + 2 * stride + row));
    addVector(binAt + 16, v128.load(pairs + (row << 1)));
    addPair(costs + <usize>load<u32>(place, 4), 1, cost);
    store<u32>(above, i);
    above += <usize>(cost > threshold) << 2;
  }
  addVector(last, lastSums);

  let bare: u32 = 0;
  for (let i: i32 = 0; i < count; i++) {
    const histogram = <usize>load<u32>(histograms + (<usize>load<u32>(groups + (<usize>i << 2)) << 2));
    if (histogram == 0) {
      bare++;
      continue;
    }
    const row = <usize>i << 3;
    const share = load<f64>(pairs + (row << 1), 8);
    addPair(histogram + <usize>load<u32>(places + (row << 1), 8), share, load<f64>(columns + 2 * stride + row) - share);
  }
  store<u32>(found, <u32>((above - found - 8) >> 2));
  store<u32>(found + 4, bare);
}

/** Adds rows to a histogram: x, and the weights of positives and of negatives. */
export function countRows(count: i32, x: usize, positive: usize, negative: usize, histogram: usize, isLogit: bool, fold: u32): void {
  for (let i: i32 = 0; i < count; i++) {
    const at = <usize>i << 3;
    const key = rankKey(load<f64>(x + at), isLogit) >> fold;
    addPair(histogram + (<usize>key << 4), load<f64>(positive + at), load<f64>(negative + at));
  }
}

// Cells of few elements, one after the other: their means, and what each element's derivative is
// multiplied by. A cell's mean divides by the number of its elements that are kept.

import { areAllTame, faintLanes, keptMask, lanes, splat, sumOf, sumOfLanes, sumOfProducts } from "./lanes";
import { beforeLast, bitsOfLast, keptIn } from "./selection";

/** Bits of as many lanes. */
// @ts-ignore: decorator
@inline
function firstLanes<T>(count: i32): v128 {
  const isLow = count * sizeof<T>() <= 8;
  const bits = (8 * sizeof<T>() * (count as usize)) as i64;
  const low: i64 = isLow && bits < 64 ? (1 << bits) - 1 : -1;
  const high: i64 = isLow ? 0 : bits == 128 ? -1 : (1 << (bits - 64)) - 1;
  return i64x2.replace_lane(i64x2.splat(low), 1, high);
}

/**
 * Writes behind the table which lanes of a cell's last vector are its own, and the same for the last
 * eight of its bytes. Engines compute what a loop does not change where it is used, and so once for each
 * cell if that is under a condition; what lies in memory is only read.
 *
 * @returns The address of the lanes; the bytes are 16 further.
 */
// @ts-ignore: decorator
@inline
function writeLast<T>(elements: i32, table: usize): usize {
  const at = table + (((elements + 1) as usize) << 3);
  v128.store(at, firstLanes<T>(elements - (vectorsOf<T>(elements) - 1) * lanes<T>()));
  store<u64>(at, bitsOfLast(elements), 16);
  return at;
}

// @ts-ignore: decorator
@inline
function vectorsOf<T>(elements: i32): i32 {
  return (elements + lanes<T>() - 1) / lanes<T>();
}

/** Σ x of the elements, in vectors, of whose last one the lanes at `last` are those of the cell. */
// @ts-ignore: decorator
@inline
function sumOfCell<T>(vectors: i32, x: usize, last: usize): f64 {
  const inLast = v128.load(last);
  if (vectors == 1) return sumOfLanes(sumOf<T>(v128.and(v128.load(x), inLast)));
  let pairs = f64x2.splat(0);
  for (let k = vectors - 1; k > 0; k--, x += 16) pairs = f64x2.add(pairs, sumOf<T>(v128.load(x)));
  return sumOfLanes(f64x2.add(pairs, sumOf<T>(v128.and(v128.load(x), inLast))));
}

/** The same of the elements kept. */
function sumOfKept<T>(vectors: i32, x: usize, kept: usize, last: usize): f64 {
  let pairs = f64x2.splat(0);
  for (let k = vectors - 1; k > 0; k--, x += 16, kept += lanes<T>()) {
    pairs = f64x2.add(pairs, sumOf<T>(v128.and(v128.load(x), keptMask<T>(kept))));
  }
  const inLast = v128.and(v128.load(last), keptMask<T>(kept));
  return sumOfLanes(f64x2.add(pairs, sumOf<T>(v128.and(v128.load(x), inLast))));
}

/** Σ w x of the elements kept, with 0 · ∞ = 0, where x is 0 for what is left out. */
function weightedSum<T>(elements: i32, x: usize, w: usize, kept: usize, last: usize): f64 {
  let pairs = f64x2.splat(0);
  let at: usize = 0;
  for (let k = vectorsOf<T>(elements) - 1; k > 0; k--, at += 16) {
    pairs = f64x2.add(pairs, sumOfProducts<T>(v128.load(w + at), v128.load(x + at)));
  }
  const inLast = v128.load(last);
  const sum = sumOfLanes(f64x2.add(
    pairs, sumOfProducts<T>(v128.and(v128.load(w + at), inLast), v128.and(v128.load(x + at), inLast)),
  ));
  // A weight of what is left out may be any number.
  return sum == sum ? sum : carefulSum<T>(elements, x, w, kept);
}

/** The same, one by one. */
function carefulSum<T>(elements: i32, x: usize, w: usize, kept: usize): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < elements; j++) {
    const at = (j as usize) * sizeof<T>();
    const value = <f64>load<T>(x + at);
    const weight = <f64>load<T>(w + at);
    const term = value * weight;
    const isMade = i32(term != term) & i32(value == value) & i32(weight == weight);
    const isOut = kept ? i32(load<u8>(kept + j) == 0) : 0;
    sum += select<f64>(0, term, isMade | isOut);
  }
  return sum;
}

/** Whether some of the numbers are so small, and not 0, that a float has few digits left for them. */
// @ts-ignore: decorator
@inline
export function areSomeFaint<T>(count: i32, x: usize): bool {
  const whole = count & ~(lanes<T>() - 1);
  let some = splat<T>(0);
  for (let i = 0; i < whole; i += lanes<T>()) some = v128.or(some, faintLanes<T>(v128.load(x + (i as usize) * sizeof<T>())));
  for (let i = whole; i < count; i++) some = v128.or(some, faintLanes<T>(v128.load_splat<T>(x + (i as usize) * sizeof<T>())));
  return v128.any_true(some);
}

/**
 * The mean of w x over each cell's elements that are kept, 0 where there is none.
 *
 * @param w Weights, or 0: then all are 1.
 * @param kept A byte for each element, or 0: then all are kept.
 * @param isZeroed Whether x is 0 where it is left out; it is where there are weights.
 * @param table Room for as many doubles as a cell has elements, and four more.
 * @param found Where the number of cells goes of which some element is kept, if not all are.
 * @param out Where the means are written, unless it is 0.
 * @returns The sum of the means.
 */
// @ts-ignore: decorator
@inline
export function meansOfCells<T>(cells: i32, elements: i32, x: usize, w: usize, kept: usize, isZeroed: bool, table: usize, found: usize, out: usize): f64 {
  let total: f64 = 0;
  let some = 0;
  const step = (elements as usize) * sizeof<T>();
  const before = beforeLast(elements);
  const last = writeLast<T>(elements, table);
  const vectors = vectorsOf<T>(elements);
  // Assigned, since engines would evaluate the condition again for each cell.
  let isPlain = false;
  if (!w && (isZeroed || !kept)) isPlain = true;
  // Beside float32 a double's last bit does not count, and a division costs more than a cell.
  if (sizeof<T>() == 4) {
    for (let count = 0; count <= elements; count++) store<f64>(table + ((count as usize) << 3), count == 0 ? 0.0 : 1.0 / (count as f64));
  }
  for (let cell = 0; cell < cells; cell++) {
    let sum: f64;
    if (isPlain) sum = sumOfCell<T>(vectors, x, last);
    else if (w) {
      sum = weightedSum<T>(elements, x, w, kept, last);
      w += step;
    } else sum = sumOfKept<T>(vectors, x, kept, last);
    let count = elements;
    if (kept) {
      count = keptIn(before, load<u64>(last, 16), kept);
      kept += elements;
      some += i32(count != 0);
    }
    const mean = sizeof<T>() == 4
      ? sum * load<f64>(table + ((count as usize) << 3))
      : select<f64>(sum / (count as f64), 0, count);
    total += mean;
    if (out) {
      store<T>(out, <T>mean);
      out += sizeof<T>();
    }
    x += step;
  }
  store<i32>(found, some);
  return total;
}

/**
 * Writes w · scale / n for each element, n being the number of its cell's elements that are kept.
 * Elements that are left out get any number, and up to one vector more is written.
 *
 * @param table As above.
 * @returns 1, or 0 where some factor might leave the range of normal numbers: then not all are
 * written.
 */
// @ts-ignore: decorator
@inline
export function factorsOfCells<T>(
  cells: i32, elements: i32, w: usize, kept: usize, scale: f64, table: usize, out: usize,
): i32 {
  for (let count = 0; count <= elements; count++) {
    store<T>(table + (count as usize) * sizeof<T>(), <T>(count == 0 ? 0.0 : scale / (count as f64)));
  }
  const count = cells * elements;
  const size = abs(scale);
  const isTame = size == 0 || (size <= 1152921504606846976.0 && size / (elements as f64) >= 8.673617379884035e-19);
  if (!isTame) return 0;
  if (w) {
    const whole = count & ~(lanes<T>() - 1);
    if (!areAllTame<T>(whole, w)) return 0;
    for (let i = whole; i < count; i++) {
      const weight = abs(<f64>load<T>(w + (i as usize) * sizeof<T>()));
      if (weight != 0 && !(weight <= 1152921504606846976.0 && weight >= 8.673617379884035e-19)) return 0;
    }
  }
  const step = (elements as usize) * sizeof<T>();
  const before = beforeLast(elements);
  const last = writeLast<T>(elements, table);
  for (let cell = 0; cell < cells; cell++) {
    let n = elements;
    if (kept) {
      n = keptIn(before, load<u64>(last, 16), kept);
      kept += elements;
    }
    const factor = v128.load_splat<T>(table + (n as usize) * sizeof<T>());
    const end = out + step;
    if (w) {
      for (let at = out, from = w; at < end; at += 16, from += 16) v128.store(at, v128.mul<T>(v128.load(from), factor));
      w += step;
    } else for (let at = out; at < end; at += 16) v128.store(at, factor);
    out = end;
  }
  return 1;
}

// AssemblyScript. Reads two arrays of equal length once, side by side, with the loads that a kernel
// over labels and predictions needs, and does as little else as possible: its time is the time of
// the reading.

/**
 * The exclusive or of all that is read, so that no load can be left out. `bytes`, of each array, is
 * a multiple of 64.
 */
export function readBoth(first: usize, second: usize, bytes: usize): i64 {
  // Eight sums, so that no load waits for the one before it.
  let a = i64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  const end = first + bytes;
  while (first < end) {
    a = v128.xor(a, v128.load(first));
    b = v128.xor(b, v128.load(first, 16));
    c = v128.xor(c, v128.load(first, 32));
    d = v128.xor(d, v128.load(first, 48));
    e = v128.xor(e, v128.load(second));
    f = v128.xor(f, v128.load(second, 16));
    g = v128.xor(g, v128.load(second, 32));
    h = v128.xor(h, v128.load(second, 48));
    first += 64;
    second += 64;
  }
  const all = v128.xor(v128.xor(v128.xor(a, b), v128.xor(c, d)), v128.xor(v128.xor(e, f), v128.xor(g, h)));
  return i64x2.extract_lane(all, 0) ^ i64x2.extract_lane(all, 1);
}

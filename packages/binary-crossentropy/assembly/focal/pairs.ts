// m = 1 − p_t of float32 logits, and its powers, as pairs of floats, since a power multiplies errors: the
// first float has twelve bits, so that products of such floats are exact, and the second one is what is
// left.
//
// With u = z for labels of 0 and −z for those of 1, m = σ(u) = 1 / (1 + exp(−u)).
//
// An element takes some hundred instructions, nearly each of which waits for the one before. In a loop
// of its own for each part of them, with what is between them in memory, a processor has more vectors
// under way at a time, and what they need fits into its registers.
//
// What most elements take is written out for two vectors at a time, here and in quick.ts: one at a
// time takes a tenth longer, and a function cannot return both.

import { Bits, bits, Constant as Single, constant as single } from "../constants";
import { addBits, keptMask, madd, magnitude, nmadd, toExponent } from "../lanes";
import { cubic, Float, short } from "./constants";

/** The most elements that a loop takes. */
export const most = 128;
/** How far apart these arrays are, one behind the other: u, the two floats of a pair, m^n, absences. */
export const size: usize = 4 * most;

/**
 * exp(−u) as a pair, for pairs of vectors, behind u.
 *
 * @returns Whether some of the elements are to be computed apart.
 */
export function exponentials(count: i32, y: usize, z: usize, limit: v128, to: usize): bool {
  let soft = i32x4.splat(0);
  let furthest = soft;
  for (let i = 0; i < count; i += 8) {
    const at = (i as usize) * 4;
    const one = single<f32>(Single.One);
    const y0 = v128.load(y + at);
    const y1 = v128.load(y + at, 16);
    const isOne0 = f32x4.eq(y0, one);
    const isOne1 = f32x4.eq(y1, one);
    const u0 = v128.xor(v128.load(z + at), v128.and(isOne0, bits<f32>(Bits.Sign)));
    const u1 = v128.xor(v128.load(z + at, 16), v128.and(isOne1, bits<f32>(Bits.Sign)));
    // As integers magnitudes are in order, with NaN above all.
    furthest = i32x4.max_s(furthest, i32x4.max_s(magnitude<f32>(u0), magnitude<f32>(u1)));
    soft = v128.or(soft, v128.or(v128.andnot(y0, isOne0), v128.andnot(y1, isOne1)));
    // exp(−u) = 2^n (c + g), with c of twelve bits; n and r are those of ../exp.ts.
    const shifted0 = nmadd<f32>(u0, single<f32>(Single.LogE), single<f32>(Single.Magic));
    const shifted1 = nmadd<f32>(u1, single<f32>(Single.LogE), single<f32>(Single.Magic));
    const n0 = f32x4.sub(shifted0, single<f32>(Single.Magic));
    const n1 = f32x4.sub(shifted1, single<f32>(Single.Magic));
    const most0 = madd<f32>(n0, single<f32>(Single.Ln2), u0);
    const most1 = madd<f32>(n1, single<f32>(Single.Ln2), u1);
    const c0 = short(f32x4.sub(one, most0));
    const c1 = short(f32x4.sub(one, most1));
    const r0 = madd<f32>(n0, single<f32>(Single.Ln2Rest), most0);
    const r1 = madd<f32>(n1, single<f32>(Single.Ln2Rest), most1);
    const rest0 = nmadd<f32>(n0, single<f32>(Single.Ln2Rest), f32x4.sub(f32x4.sub(one, c0), most0));
    const rest1 = nmadd<f32>(n1, single<f32>(Single.Ln2Rest), f32x4.sub(f32x4.sub(one, c1), most1));
    const g0 = bend(r0, rest0);
    const g1 = bend(r1, rest1);
    const exponent0 = toExponent<f32>(shifted0);
    const exponent1 = toExponent<f32>(shifted1);
    v128.store(to + at, u0);
    v128.store(to + at, u1, 16);
    v128.store(to + at, addBits<f32>(c0, exponent0), size);
    v128.store(to + at, addBits<f32>(c1, exponent1), size + 16);
    v128.store(to + at, f32x4.mul(g0, addBits<f32>(one, exponent0)), 2 * size);
    v128.store(to + at, f32x4.mul(g1, addBits<f32>(one, exponent1)), 2 * size + 16);
  }
  return v128.any_true(v128.or(soft, i32x4.gt_s(furthest, limit)));
}

/** Which lanes count for nothing here, since they are left out or computed apart. */
export function absences(count: i32, y: usize, kept: usize, limit: v128, at: usize): void {
  for (let i = 0; i < count; i += 4, at += 16, y += 16) {
    const label = v128.load(y);
    const soft = v128.andnot(label, f32x4.eq(label, single<f32>(Single.One)));
    const isFar = i32x4.gt_s(magnitude<f32>(v128.load(at)), limit);
    let absent = v128.or(i32x4.ne(soft, i32x4.splat(0)), isFar);
    if (kept) absent = v128.or(absent, v128.not(keptMask<f32>(kept + i)));
    v128.store(at, absent, 4 * size);
  }
}

/** r² ½ + r³ P(r) + rest. */
// @ts-ignore: decorator
@inline
function bend(r: v128, rest: v128): v128 {
  const square = f32x4.mul(r, r);
  const little = madd<f32>(f32x4.mul(square, r), cubic(Float.Exp, r, square), rest);
  return madd<f32>(square, single<f32>(Single.Half), little);
}

/** m as a pair, in the place of exp(−u). */
export function misses(count: i32, at: usize): void {
  for (const end = at + 4 * (count as usize); at < end; at += 32) {
    const one = single<f32>(Single.One);
    const top0 = v128.load(at, size);
    const top1 = v128.load(at, size + 16);
    const rest0 = v128.load(at, 2 * size);
    const rest1 = v128.load(at, 2 * size + 16);
    const sum0 = f32x4.add(one, f32x4.add(top0, rest0));
    const sum1 = f32x4.add(one, f32x4.add(top1, rest1));
    const inverse0 = f32x4.div(one, sum0);
    const inverse1 = f32x4.div(one, sum1);
    const m0 = short(inverse0);
    const m1 = short(inverse1);
    v128.store(at, m0, size);
    v128.store(at, m1, size + 16);
    v128.store(at, f32x4.mul(inverse0, missing(m0, short(sum0), top0, rest0)), 2 * size);
    v128.store(at, f32x4.mul(inverse1, missing(m1, short(sum1), top1, rest1)), 2 * size + 16);
  }
}

/** 1 − m (1 + top + rest), where `sum` are the first twelve bits of the sum. */
// @ts-ignore: decorator
@inline
function missing(m: v128, sum: v128, top: v128, rest: v128): v128 {
  const one = single<f32>(Single.One);
  // The larger one first, from which nothing is lost.
  const most = f32x4.sub(f32x4.pmax(one, top), sum);
  const beyond = f32x4.add(f32x4.add(most, f32x4.pmin(one, top)), rest);
  return nmadd<f32>(m, beyond, nmadd<f32>(m, sum, one));
}

/** √m times another pair, where m = h + t: with s, the first bits of the root, √m = s + (m − s²) / (√m + s). */
export function timesRoot(h: v128, t: v128, first: v128, last: v128): v128 {
  const root = f32x4.sqrt(f32x4.add(h, t));
  const s = short(root);
  const rest = f32x4.div(f32x4.add(nmadd<f32>(s, s, h), t), f32x4.add(s, root));
  return f32x4.add(f32x4.mul(s, first), madd<f32>(s, last, f32x4.mul(rest, f32x4.add(first, last))));
}

/** m^(halves / 2) behind m, by multiplication of pairs; `halves` is at least 6. */
export function powers(count: i32, halves: i32, at: usize): void {
  const n = halves >> 1;
  for (const end = at + 4 * (count as usize); at < end; at += 16) {
    let h = v128.load(at, size);
    let t = v128.load(at, 2 * size);
    let m = f32x4.add(h, t);
    let power = m;
    let ph = h;
    let pt = t;
    let isOne = !(n & 1);
    for (let k = n >> 1; k > 0; k >>= 1) {
      const square = f32x4.mul(h, h);
      const lost = f32x4.mul(t, f32x4.add(h, m));
      m = f32x4.add(square, lost);
      h = short(m);
      t = f32x4.add(f32x4.sub(square, h), lost);
      if (!(k & 1)) continue;
      if (isOne) {
        power = m;
        ph = h;
        pt = t;
        isOne = false;
      } else {
        const product = f32x4.mul(ph, h);
        const rest = madd<f32>(ph, t, f32x4.mul(pt, m));
        power = f32x4.add(product, rest);
        ph = short(power);
        pt = f32x4.add(f32x4.sub(product, ph), rest);
      }
    }
    if (halves & 1) power = timesRoot(v128.load(at, size), v128.load(at, 2 * size), ph, pt);
    v128.store(at, power, 3 * size);
  }
}

// Focal loss of float32 logits in floats alone, of labels of 0 and 1 without weights, for a γ whose power
// is taken by multiplication: FL = f m^γ L, where L = max(u, 0) − log(1 − w) with w = min(m, 1 − m), and
// u and m are those of pairs.ts.
//
// Soft labels, logits so far out that a float is no normal number, and NaN are left to the kernel that
// does everything, lane by lane: what an element gives does not depend on its neighbours.

import { Bits, bits, Constant as Single, constant as single } from "../constants";
import { high, keptMask, low, madd, narrow, nmadd, select, splat, sumOfLanes, unless } from "../lanes";
import { cubic, Float, short } from "./constants";
import { everyLogit } from "./general";
import { absences, exponentials, misses, most, powers, size, timesRoot } from "./pairs";

/** exp(−87) is a normal float32. */
const farthest: f64 = 87;

/** Where in the room elements are that make no pair of vectors, and what is computed of them. */
const labelsAt: usize = 5 * size;
const logitsAt: usize = labelsAt + 32;
const keptAt: usize = logitsAt + 32;
const outAt: usize = keptAt + 16;
const lossesAt: usize = outAt + 32;
/** What is computed of lanes apart. */
const apartAt: usize = lossesAt + 32;

/** w² ½ + w³ P(w), which −log(1 − w) has beyond w. */
// @ts-ignore: decorator
@inline
function curve(w: v128): v128 {
  const square = f32x4.mul(w, w);
  const first = cubic(Float.Log, w, square);
  const last = cubic(Float.Log + 4, w, square);
  const p = madd<f32>(f32x4.mul(square, square), first, last);
  return madd<f32>(square, single<f32>(Single.Half), f32x4.mul(f32x4.mul(square, w), p));
}

/**
 * γ p_t L + m, the derivative of m^γ L by u but for its power.
 *
 * Of w = lo ± t products of γ and lo are exact. Where m = w, L = w + curve, and so the derivative is
 * (γ + 1) lo and what is little beside it; else it is γ w L + m.
 */
// @ts-ignore: decorator
@inline
function slopeOf(gamma: v128, h: v128, t: v128, far: v128, curve: v128): v128 {
  const other = f32x4.sub(single<f32>(Single.One), h);
  const isWrong = f32x4.ge(h, single<f32>(Single.Half));
  const lo = f32x4.pmin(h, other);
  const rest = v128.xor(t, v128.and(isWrong, bits<f32>(Bits.Sign)));
  const beyond = f32x4.add(curve, rest);
  const loss = f32x4.add(far, f32x4.add(lo, beyond));
  const signed = v128.xor(loss, v128.andnot(bits<f32>(Bits.Sign), isWrong));
  const most = f32x4.mul(gamma, lo);
  const little = madd<f32>(f32x4.mul(gamma, rest), signed, t);
  const sum = madd<f32>(most, signed, f32x4.add(little, unless(f32x4.mul(gamma, beyond), isWrong)));
  return f32x4.add(f32x4.add(unless(most, isWrong), h), sum);
}

/** m^(n + ½) of the pair m = h + t, n at most 2. */
function powerWithRoot(h: v128, t: v128, n: i32): v128 {
  if (n == 0) return timesRoot(h, t, single<f32>(Single.One), f32x4.splat(0));
  if (n == 1) return timesRoot(h, t, h, t);
  const square = f32x4.mul(h, h);
  const lost = f32x4.mul(t, f32x4.add(h, f32x4.add(h, t)));
  const first = short(f32x4.add(square, lost));
  return timesRoot(h, t, first, f32x4.add(f32x4.sub(square, first), lost));
}

/** a p times the share of its label, in double precision. */
// @ts-ignore: decorator
@inline
function firstShares(a: v128, p: v128, isOne: v128, zero: f64, positive: f64): v128 {
  const mask = i64x2.extend_low_i32x4_s(isOne);
  return f64x2.mul(f64x2.mul(low<f32>(a), low<f32>(p)), select(f64x2.splat(positive), f64x2.splat(zero), mask));
}

// @ts-ignore: decorator
@inline
function lastShares(a: v128, p: v128, isOne: v128, zero: f64, positive: f64): v128 {
  const mask = i64x2.extend_high_i32x4_s(isOne);
  return f64x2.mul(f64x2.mul(high(a), high(p)), select(f64x2.splat(positive), f64x2.splat(zero), mask));
}

function shares(a: v128, p: v128, isOne: v128, zero: f64, positive: f64): v128 {
  return narrow(firstShares(a, p, isOne, zero, positive), lastShares(a, p, isOne, zero, positive));
}

/** Σ FL of the elements kept. */
// @ts-ignore: decorator
@inline
function sumOf(
  count: i32, y: usize, z: usize, kept: usize, gamma: f64, halves: i32, zero: f64, one: f64, posWeight: f64, scale: f64,
  out: usize, losses: usize, room: usize, hasAbsent: bool,
): f64 {
  const positive = one * posWeight;
  const isBalanced = zero != 1 || positive != 1;
  const hasRoot = (halves & 1) != 0;
  const whole = halves >> 1;
  const exponent = splat<f32>(gamma);
  const all = splat<f32>(scale);
  let sums = f64x2.splat(0);
  let apart: f64 = 0;
  for (let i = 0; i < count; i += 8) {
    const at = (i as usize) * 4;
    const from = room + at;
    const unit = single<f32>(Single.One);
    const h0 = v128.load(from, size);
    const h1 = v128.load(from, size + 16);
    const t0 = v128.load(from, 2 * size);
    const t1 = v128.load(from, 2 * size + 16);
    const m0 = f32x4.add(h0, t0);
    const m1 = f32x4.add(h1, t1);
    const other0 = f32x4.sub(f32x4.sub(unit, h0), t0);
    const other1 = f32x4.sub(f32x4.sub(unit, h1), t1);
    const far0 = f32x4.pmax(v128.load(from), f32x4.splat(0));
    const far1 = f32x4.pmax(v128.load(from, 16), f32x4.splat(0));
    const w0 = f32x4.pmin(m0, other0);
    const w1 = f32x4.pmin(m1, other1);
    const curve0 = curve(w0);
    const curve1 = curve(w1);
    let loss0 = f32x4.add(far0, f32x4.add(w0, curve0));
    let loss1 = f32x4.add(far1, f32x4.add(w1, curve1));
    let slope0 = loss0;
    let slope1 = loss1;
    if (out) {
      slope0 = slopeOf(exponent, h0, t0, far0, curve0);
      slope1 = slopeOf(exponent, h1, t1, far1, curve1);
      // Where there are shares, the scale is multiplied into them below, in double precision: a small
      // scale could make the product subnormal here, and a large share would show what it has lost.
      if (!isBalanced) {
        slope0 = f32x4.mul(slope0, all);
        slope1 = f32x4.mul(slope1, all);
      }
    }
    let p0 = m0;
    let p1 = m1;
    if (whole > 2) {
      p0 = v128.load(from, 3 * size);
      p1 = v128.load(from, 3 * size + 16);
    } else if (hasRoot) {
      p0 = powerWithRoot(h0, t0, whole);
      p1 = powerWithRoot(h1, t1, whole);
    } else if (whole == 2) {
      p0 = madd<f32>(t0, f32x4.add(h0, m0), f32x4.mul(h0, h0));
      p1 = madd<f32>(t1, f32x4.add(h1, m1), f32x4.mul(h1, h1));
    }
    let absent0 = i32x4.splat(0);
    let absent1 = absent0;
    if (hasAbsent) {
      absent0 = v128.load(from, 4 * size);
      absent1 = v128.load(from, 4 * size + 16);
      loss0 = unless(loss0, absent0);
      loss1 = unless(loss1, absent1);
      p0 = unless(p0, absent0);
      p1 = unless(p1, absent1);
    }
    if (isBalanced) {
      const isOne0 = f32x4.eq(v128.load(y + at), unit);
      const isOne1 = f32x4.eq(v128.load(y + at, 16), unit);
      sums = f64x2.add(sums, firstShares(loss0, p0, isOne0, zero, positive));
      sums = f64x2.add(sums, lastShares(loss0, p0, isOne0, zero, positive));
      sums = f64x2.add(sums, firstShares(loss1, p1, isOne1, zero, positive));
      sums = f64x2.add(sums, lastShares(loss1, p1, isOne1, zero, positive));
      if (losses) {
        loss0 = shares(loss0, p0, isOne0, zero, positive);
        loss1 = shares(loss1, p1, isOne1, zero, positive);
      }
      if (out) {
        slope0 = shares(slope0, p0, isOne0, zero * scale, positive * scale);
        slope1 = shares(slope1, p1, isOne1, zero * scale, positive * scale);
      }
    } else {
      loss0 = f32x4.mul(loss0, p0);
      loss1 = f32x4.mul(loss1, p1);
      if (out) {
        slope0 = f32x4.mul(slope0, p0);
        slope1 = f32x4.mul(slope1, p1);
      }
      sums = f64x2.add(sums, f64x2.add(low<f32>(loss0), high(loss0)));
      sums = f64x2.add(sums, f64x2.add(low<f32>(loss1), high(loss1)));
    }
    if (out) {
      slope0 = v128.xor(slope0, v128.and(f32x4.eq(v128.load(y + at), unit), bits<f32>(Bits.Sign)));
      slope1 = v128.xor(slope1, v128.and(f32x4.eq(v128.load(y + at, 16), unit), bits<f32>(Bits.Sign)));
    }
    if (hasAbsent) {
      slope0 = unless(slope0, absent0);
      slope1 = unless(slope1, absent1);
      const strange0 = kept ? v128.and(absent0, keptMask<f32>(kept + i)) : absent0;
      const strange1 = kept ? v128.and(absent1, keptMask<f32>(kept + i + 4)) : absent1;
      const to = room + apartAt;
      if (v128.any_true(strange0)) {
        apart += sumApart(strange0, y + at, z + at, gamma, halves, zero, one, posWeight, scale, to);
        loss0 = v128.or(loss0, v128.load(to, 32));
        slope0 = v128.or(slope0, v128.load(to, 16));
      }
      if (v128.any_true(strange1)) {
        apart += sumApart(strange1, y + at + 16, z + at + 16, gamma, halves, zero, one, posWeight, scale, to);
        loss1 = v128.or(loss1, v128.load(to, 32));
        slope1 = v128.or(slope1, v128.load(to, 16));
      }
    }
    if (losses) {
      v128.store(losses + at, loss0);
      v128.store(losses + at, loss1, 16);
    }
    if (out) {
      v128.store(out + at, slope0);
      v128.store(out + at, slope1, 16);
    }
  }
  return apart + sumOfLanes(sums);
}

/** Σ FL of some lanes; their mask goes to `to`, and behind it scale · dFL/dz and FL, 0 in the others. */
function sumApart(
  lanes: v128, y: usize, z: usize, gamma: f64, halves: i32, zero: f64, one: f64, posWeight: f64, scale: f64,
  to: usize,
): f64 {
  const shorts = i16x8.narrow_i32x4_s(lanes, lanes);
  v128.store(to, i8x16.narrow_i16x8_s(shorts, shorts));
  return everyLogit(4, y, z, 0, to, gamma, halves, farthest, zero, one, 0, posWeight, scale, 0, to + 16, to + 32);
}

/**
 * Σ FL over the elements kept. Addresses are 0 where there is no such array.
 *
 * @param halves 2 γ, a whole number.
 * @param zero α_t of labels of 0, and `one` that of labels of 1.
 * @param out Where scale · dFL/dz goes, 0 for what is left out; it may be z.
 * @param losses Where FL goes, 0 for what is left out.
 * @param room Room for five arrays of {@link size}, and 256 bytes.
 */
export function quick(
  count: i32, y: usize, z: usize, kept: usize, gamma: f64, halves: i32, zero: f64, one: f64, posWeight: f64, scale: f64,
  out: usize, losses: usize, room: usize,
): f64 {
  // FL is a normal number: m^γ L is at least 2^−γ exp(−(γ + 1) |z|).
  const limit = f32x4.splat(min(farthest, (87 - 0.7 * gamma) / (gamma + 1)) as f32);
  const whole = count & ~7;
  let sum: f64 = 0;
  for (let i = 0; i < whole; i += most) {
    const at = (i as usize) * 4;
    sum += computed(
      min(whole - i, most), y + at, z + at, kept && kept + i, limit, gamma, halves, zero, one, posWeight, scale,
      out && out + at, losses && losses + at, room,
    );
  }
  const left = count - whole;
  if (left) {
    const at = (whole as usize) * 4;
    memory.fill(room + labelsAt, 0, 32 + 32 + 16);
    memory.copy(room + labelsAt, y + at, left * 4);
    memory.copy(room + logitsAt, z + at, left * 4);
    if (kept) memory.copy(room + keptAt, kept + whole, left);
    else memory.fill(room + keptAt, 1, left);
    sum += computed(
      8, room + labelsAt, room + logitsAt, room + keptAt, limit, gamma, halves, zero, one, posWeight, scale,
      out && room + outAt, losses && room + lossesAt, room,
    );
    if (out) memory.copy(out + at, room + outAt, left * 4);
    if (losses) memory.copy(losses + at, room + lossesAt, left * 4);
  }
  return sum;
}

function computed(
  count: i32, y: usize, z: usize, kept: usize, limit: v128, gamma: f64, halves: i32, zero: f64, one: f64,
  posWeight: f64, scale: f64, out: usize, losses: usize, room: usize,
): f64 {
  const hasAbsent = exponentials(count, y, z, limit, room) || kept != 0;
  if (hasAbsent) absences(count, y, kept, limit, room);
  misses(count, room);
  if (halves > 5) powers(count, halves, room);
  return sumOf(count, y, z, kept, gamma, halves, zero, one, posWeight, scale, out, losses, room, hasAbsent);
}

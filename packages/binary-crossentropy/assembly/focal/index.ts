// What the module of focal loss exports. It is a module of its own, on the same memory and constants
// as the other kernels, and comes with focal loss alone. Pointers are addresses in the memory; 0 stands
// for an array that there is none of.

import { everyLogit, focal } from "./general";
import { quick } from "./quick";

/**
 * As {@link focal}.
 *
 * @param room Room for what the quick loops keep from one to the next; 0 where they must not be used.
 */
export function logitsF32(
  count: i32, y: usize, x: usize, w: usize, kept: usize, gamma: f64, halves: i32, farthest: f64,
  zero: f64, one: f64, posWeights: usize, posWeight: f64, lowest: f64, highest: f64, added: f64,
  scale: f64, factors: usize, out: usize, losses: usize, room: usize,
): f64 {
  if (room && halves > 0 && !w && !factors && !posWeights) {
    return quick(count, y, x, kept, gamma, halves, zero, one, posWeight, scale, out, losses, room);
  }
  return everyLogit(
    count, y, x, w, kept, gamma, halves, farthest, zero, one, posWeights, posWeight, scale, factors, out, losses,
  );
}

export function logitsF64(
  count: i32, y: usize, x: usize, w: usize, kept: usize, gamma: f64, halves: i32, farthest: f64,
  zero: f64, one: f64, posWeights: usize, posWeight: f64, lowest: f64, highest: f64, added: f64,
  scale: f64, factors: usize, out: usize, losses: usize, room: usize,
): f64 {
  return focal<f64>(
    true, count, y, x, w, kept, gamma, halves, farthest, zero, one, posWeights, posWeight, lowest, highest,
    added, scale, factors, out, losses,
  );
}

export function probabilitiesF32(
  count: i32, y: usize, x: usize, w: usize, kept: usize, gamma: f64, halves: i32, farthest: f64,
  zero: f64, one: f64, posWeights: usize, posWeight: f64, lowest: f64, highest: f64, added: f64,
  scale: f64, factors: usize, out: usize, losses: usize, room: usize,
): f64 {
  return focal<f32>(
    false, count, y, x, w, kept, gamma, halves, farthest, zero, one, posWeights, posWeight, lowest, highest,
    added, scale, factors, out, losses,
  );
}

export function probabilitiesF64(
  count: i32, y: usize, x: usize, w: usize, kept: usize, gamma: f64, halves: i32, farthest: f64,
  zero: f64, one: f64, posWeights: usize, posWeight: f64, lowest: f64, highest: f64, added: f64,
  scale: f64, factors: usize, out: usize, losses: usize, room: usize,
): f64 {
  return focal<f64>(
    false, count, y, x, w, kept, gamma, halves, farthest, zero, one, posWeights, posWeight, lowest, highest,
    added, scale, factors, out, losses,
  );
}

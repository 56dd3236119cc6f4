// The mean distance of two lists of numbers: the L1 distance that pix2pix and CycleGAN train on, in
// plain numbers.

import type { Samples } from "./energy-distance.js";

export function meanDistance({ data: a }: Samples, { data: b }: Samples): number {
  return a.reduce((sum, x, i) => sum + Math.abs(x - b[i]!), 0) / a.length;
}

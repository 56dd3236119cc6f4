// Floats that round to nearest, as most devices compute.

import type { Floats } from "./wgsl.js";

const of = (a: unknown) => a as number;

export const nearest: Floats = {
  constant: (x) => x,
  add: (a, b) => Math.fround(of(a) + of(b)),
  subtract: (a, b) => Math.fround(of(a) - of(b)),
  multiply: (a, b) => Math.fround(of(a) * of(b)),
  divide: (a, b) => Math.fround(of(a) / of(b)),
  negate: (a) => -of(a),
  value: of,
};

// Predictions as integers in the same order, so that a histogram over them is fine where predictions are.

/** Bins of a histogram at its finest; a folded one has 16 or 256 times fewer. */
export const keyBits = 20;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

function bitsOf(x: number): number {
  float[0] = x;
  return bits[0]!;
}

/** The bits of ½ in float32, the last of the lower half. */
const half = bitsOf(0.5);

/** p in [0, 1]. Both ends are equally fine: what lies above ½ is told apart by 1 − p. Relative width of a bin: 2⁻¹². */
export function probabilityKey(p: number): number {
  return (p <= 0.5 ? bitsOf(p) : 2 * half - bitsOf(1 - p)) >>> (31 - keyBits);
}

/** Any logit, ±∞ too. Relative width of a bin: 2⁻¹¹. */
export function logitKey(z: number): number {
  const key = bitsOf(z + 0);
  return (key >>> 31 ? ~key : key | 0x80000000) >>> (32 - keyBits);
}

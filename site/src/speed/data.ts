// The same labels and logits for everybody, and what their gradient is.

import { sequence } from "../sequence.js";

export interface Data {
  readonly labels: Uint8Array;
  readonly logits: Float32Array;
}

/** Hard labels and logits in ±20, of a fixed sequence. */
export function dataOf(count: number): Data {
  const labels = new Uint8Array(count);
  const logits = new Float32Array(count);
  const next = sequence(1);
  for (let i = 0; i < count; i++) {
    logits[i] = 40 * next() - 20;
    labels[i] = Number(next() < 0.5);
  }
  return { labels, logits };
}

/** The gradient of the mean by a logit, in double precision, without cancellation. */
export function gradientOf(label: number, logit: number, count: number): number {
  return (label === 1 ? -1 / (1 + Math.exp(logit)) : 1 / (1 + Math.exp(-logit))) / count;
}

/** The distance between neighbours in float32 at a number. */
export function unitOf(value: number): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), -126);
  return 2 ** (exponent - 23);
}

/** How far the worst element of a gradient is off, in units in the last place of float32. */
export function worstError({ labels, logits }: Data, gradient: ArrayLike<number>): number {
  let worst = 0;
  for (let i = 0; i < logits.length; i++) {
    const right = gradientOf(labels[i]!, logits[i]!, logits.length);
    const error = Math.abs(gradient[i]! - right) / unitOf(right);
    // A NaN stays.
    worst = Math.max(worst, error);
  }
  return worst;
}

// Labels and logits of single tables, made by a formula: focal_peer.py in peers has the same.

/** Of every three labels one is 1. */
export const sineLabels = (n: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: n }, (_, i) => ((i * 7) % 3) & 1);

export const sineLogits = (n: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: n }, (_, i) => 4 * Math.sin(i * i));

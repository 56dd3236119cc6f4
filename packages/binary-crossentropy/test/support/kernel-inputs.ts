// What the kernels are tested with: every input that they know, and data for it.

import type { Dialect } from "binary-crossentropy";

export const kinds = { float32: Float32Array, float64: Float64Array } as const;

export const inputs: { name: string; fromLogits: boolean; dialect: Dialect }[] = [
  { name: "logits", fromLogits: true, dialect: "keras2" },
  { name: "keras2", fromLogits: false, dialect: "keras2" },
  { name: "keras3", fromLogits: false, dialect: "keras3" },
  { name: "torch", fromLogits: false, dialect: "torch" },
  { name: "exact", fromLogits: false, dialect: "exact" },
];

/**
 * The same in every run: labels and predictions that no kernel could mistake for their neighbours.
 */
export function create(length: number, fromLogits: boolean, soft: boolean) {
  const y = Array.from({ length }, (_, i) =>
    soft ? ((i * 7) % 11) / 10 : (i * i + (i >> 3)) % 3 === 0 ? 1 : 0,
  );
  const x = Array.from({ length }, (_, i) => {
    const z = 4 * Math.sin(1.7 * i) + (i % 5) / 10;
    return fromLogits ? z : 1 / (1 + Math.exp(-z));
  });
  return { y, x };
}

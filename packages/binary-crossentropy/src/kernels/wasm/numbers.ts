// Made by scripts/build-kernels.mjs from assembly/. Do not edit.
// Inputs: 8da654bd964d9803

export const Dialect = {
  Logits: 0,
  Clipped: 1,
  Exact: 2,
  Torch: 3,
} as const;
export const Want = {
  Sum: 1,
  Losses: 2,
  Gradient: 4,
  Hessian: 8,
} as const;

// Made by scripts/build-cli-kernels.mjs from cli/assembly/numbers.ts. Do not edit.

export const keyBits = 20;
export const limbCount = 66;

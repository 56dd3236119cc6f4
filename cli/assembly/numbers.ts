// The numbers of this module that TypeScript must know too: scripts/build-cli-kernels.mjs writes
// them into cli/src/wasm/numbers.ts.

export { keyBits } from "./keys";
export { limbCount } from "./exact";

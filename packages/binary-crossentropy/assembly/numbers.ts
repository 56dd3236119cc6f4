// The numbers of these kernels that TypeScript must know too: scripts/build-kernels.mjs writes them
// into src/kernels/wasm/numbers.ts.

export { Dialect } from "./element";
export { Want } from "./general-vectors";

// What the kernels export. Pointers are addresses in the module's memory; 0 stands for an array
// that there is none of.

import { floatsOfBytes } from "./labels";

export { generalF32, generalF64 } from "./general";
export { logitsF32, logitsF64 } from "./logits";
export { probabilitiesF32, probabilitiesF64 } from "./probabilities";

export function labelsF32(count: i32, from: usize, to: usize): void {
  floatsOfBytes<f32>(count, from, to);
}

export function labelsF64(count: i32, from: usize, to: usize): void {
  floatsOfBytes<f64>(count, from, to);
}

// What the kernels export. Pointers are addresses in the module's memory; 0 stands for an array
// that there is none of.

import { areSomeFaint, factorsOfCells, meansOfCells } from "./cells";
import { floatsOfBytes } from "./labels";
import { areWithin } from "./range";
import { ignoreLabels } from "./selection";

export { generalF32, generalF64 } from "./general";
export { countCells, countKept } from "./selection";
export { quickF32, quickF64 } from "./quick";

export function labelsF32(count: i32, from: usize, to: usize): void {
  floatsOfBytes<f32>(count, from, to);
}

export function labelsF64(count: i32, from: usize, to: usize): void {
  floatsOfBytes<f64>(count, from, to);
}

export function withinF32(count: i32, x: usize, lowest: f64, highest: f64): bool {
  return areWithin<f32>(count, x, lowest, highest);
}

export function ignoreF32(count: i32, y: usize, label: f64, kept: usize): void {
  ignoreLabels<f32>(count, y, label, kept);
}

export function meansF32(
  cells: i32, elements: i32, x: usize, w: usize, kept: usize, isZeroed: bool, table: usize, found: usize, out: usize,
): f64 {
  return meansOfCells<f32>(cells, elements, x, w, kept, isZeroed, table, found, out);
}

export function faintF32(count: i32, x: usize): bool {
  return areSomeFaint<f32>(count, x);
}

export function factorsF32(
  cells: i32, elements: i32, w: usize, kept: usize, scale: f64, table: usize, out: usize,
): i32 {
  return factorsOfCells<f32>(cells, elements, w, kept, scale, table, out);
}

export function withinF64(count: i32, x: usize, lowest: f64, highest: f64): bool {
  return areWithin<f64>(count, x, lowest, highest);
}

export function ignoreF64(count: i32, y: usize, label: f64, kept: usize): void {
  ignoreLabels<f64>(count, y, label, kept);
}

export function meansF64(
  cells: i32, elements: i32, x: usize, w: usize, kept: usize, isZeroed: bool, table: usize, found: usize, out: usize,
): f64 {
  return meansOfCells<f64>(cells, elements, x, w, kept, isZeroed, table, found, out);
}

export function faintF64(count: i32, x: usize): bool {
  return areSomeFaint<f64>(count, x);
}

export function factorsF64(
  cells: i32, elements: i32, w: usize, kept: usize, scale: f64, table: usize, out: usize,
): i32 {
  return factorsOfCells<f64>(cells, elements, w, kept, scale, table, out);
}

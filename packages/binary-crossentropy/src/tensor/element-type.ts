// The `type` of tensors as onnxruntime-web and transformers.js hand them out, { type, dims, data }:
// it says what the elements of `data` are. Half-precision numbers may lie there as the bits of
// 16-bit integers.

import { refuse, show } from "../errors.js";
import type { NumericArray } from "../types.js";
import { kindOf } from "./intrinsics.js";

/**
 * The classes of array that each type's elements come in; plain arrays do for all but the bits of
 * halves.
 */
const classesOf = new Map<unknown, readonly string[]>([
  ["float32", ["Float32Array"]],
  ["float64", ["Float64Array"]],
  ["float16", ["Uint16Array", "Float16Array"]],
  ["bfloat16", ["Uint16Array"]],
  ["int8", ["Int8Array"]],
  ["uint8", ["Uint8Array", "Uint8ClampedArray"]],
  ["int16", ["Int16Array"]],
  ["uint16", ["Uint16Array"]],
  ["int32", ["Int32Array"]],
  ["uint32", ["Uint32Array"]],
  ["bool", ["Uint8Array"]],
]);

/** @throws ValueError for a type that is not known, or is not that of the data. */
export function checkType(owner: string, argument: string, type: unknown, data: unknown): void {
  const classes = classesOf.get(type);
  if (!classes) {
    const remedy =
      type === "int64" || type === "uint64" ? "Convert BigInts with Number() first." : "";
    refuse(
      owner,
      `${argument}.type`,
      `be one of ${[...classesOf.keys()].join(", ")}`,
      show(type),
      remedy,
    );
  }
  const kind = kindOf(data);
  const isHalf = type === "float16" || type === "bfloat16";
  if (kind === undefined ? !isHalf : classes.includes(kind)) return;
  refuse(
    owner,
    `${argument}.data`,
    `be a ${classes.join(" or a ")} for the type ${type}`,
    show(data),
  );
}

/**
 * The numbers that the elements of an array stand for under its type: the array itself, or the
 * numbers of its bits.
 */
export function decode(type: unknown, data: NumericArray): NumericArray {
  if (kindOf(data) !== "Uint16Array") return data;
  if (type === "float16") return Float32Array.from(data as Uint16Array, floatOfHalf);
  if (type !== "bfloat16") return data;
  // A bfloat16 is the upper half of a float32.
  const words = Uint32Array.from(data as Uint16Array, (bits) => bits << 16);
  return new Float32Array(words.buffer);
}

/** Sign, 5 bits of exponent, 10 of fraction. */
function floatOfHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}

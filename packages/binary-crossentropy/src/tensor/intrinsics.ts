// Typed arrays as the engine holds them. An own property, a subclass or a Proxy can answer for
// `length`, `buffer`, `slice` or `instanceof`; the getters of %TypedArray%.prototype, taken here
// once, cannot be overridden and run no code of a caller's.

import type { Dtype, FloatArray, NumericArray } from "../types.js";

/** Not in every platform, nor known to TypeScript. */
declare const Float16Array: unknown;

const constructors = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  // Asked for in such words that bundlers see no effect, and may leave out all of it.
  Float16Array: typeof Float16Array === "undefined" ? undefined : Float16Array,
} as Readonly<Record<NumericKind, NumericClass>>;

interface NumericClass {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): NumericArray;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): NumericArray;
}

export type NumericKind =
  | "Int8Array"
  | "Uint8Array"
  | "Uint8ClampedArray"
  | "Int16Array"
  | "Uint16Array"
  | "Int32Array"
  | "Uint32Array"
  | "Float32Array"
  | "Float64Array"
  | "Float16Array";

const prototype = Object.getPrototypeOf(Uint8Array.prototype);

/**
 * A getter or method as a function of the array. Bound calls are those that engines compile best.
 * Bundlers may leave out those that an entry does not use.
 *
 * @__NO_SIDE_EFFECTS__
 */
function uncurried(
  key: PropertyKey,
  part: "get" | "value" = "get",
): (array: unknown, ...rest: unknown[]) => unknown {
  const method = Object.getOwnPropertyDescriptor(prototype, key)![part];
  return Function.prototype.call.bind(method);
}

/**
 * The name of the array's class, also of a subclass and of another realm; undefined for anything
 * else, a Proxy too.
 */
export const kindOf = uncurried(Symbol.toStringTag) as (
  value: unknown,
) => NumericKind | "BigInt64Array" | "BigUint64Array" | undefined;
/** In elements: 0 where the buffer was transferred, or shrunk so that the array lies outside it. */
export const lengthOf = uncurried("length") as (array: ArrayBufferView) => number;
export const bufferOf = uncurried("buffer") as (array: ArrayBufferView) => ArrayBufferLike;
export const byteOffsetOf = uncurried("byteOffset") as (array: ArrayBufferView) => number;
export const byteLengthOf = uncurried("byteLength") as (array: ArrayBufferView) => number;
/** Copies all of an array into another, from element `at` on. */
export const setElements = uncurried("set", "value") as (
  to: ArrayBufferView,
  from: ArrayBufferView,
  at?: number,
) => void;

/** Throws for an array that lies outside its buffer. */
const requireElements = uncurried("keys", "value");

/** The class of the arrays of each dtype. */
export const floatKinds = { float32: "Float32Array", float64: "Float64Array" } as const;

/** Whether the value is an array of the dtype. */
export function isFloats(value: unknown, dtype: Dtype): value is FloatArray {
  return kindOf(value) === floatKinds[dtype];
}

/** The dtype of an array: float64 for a Float64Array, float32 for any other, plain ones too. */
export function dtypeOf(data: unknown): Dtype {
  return kindOf(data) === floatKinds.float64 ? "float64" : "float32";
}

/** Whether the value is a typed array of numbers, not of BigInts. */
export function isNumericArray(value: unknown): value is NumericArray {
  return isNumericKind(kindOf(value));
}

/** Whether a kind is one of arrays of numbers. */
export function isNumericKind(kind: ReturnType<typeof kindOf>): kind is NumericKind {
  return kind !== undefined && kind !== "BigInt64Array" && kind !== "BigUint64Array";
}

/** Whether the value is an ordinary array. A revoked Proxy, whose every use throws, is none. */
export function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * Whether the value is an object, functions not among them, that can be asked for its properties.
 */
export function isReadable(value: unknown): value is object {
  return typeof value === "object" && value !== null && !isRevoked(value);
}

/** Whether it is a Proxy that was revoked, or one of such a Proxy. */
export function isRevoked(value: unknown): boolean {
  try {
    Array.isArray(value);
    return false;
  } catch {
    return true;
  }
}

/** Whether the array still lies in its buffer. */
export function holdsData(array: ArrayBufferView): boolean {
  if (lengthOf(array) > 0) return true;
  try {
    requireElements(array);
    return true;
  } catch {
    return false;
  }
}

/**
 * Elements of the array as an array of the package's own: what was put on the caller's object is
 * not on this one.
 */
export function subarrayOf<A extends NumericArray>(
  array: A,
  at = 0,
  count = lengthOf(array) - at,
): A {
  const kind = kindOf(array) as NumericKind;
  const buffer = bufferOf(array);
  const start = byteOffsetOf(array);
  // Engines make arrays of a class that is named several times faster.
  if (kind === "Float32Array")
    return new Float32Array(buffer, start + 4 * at, count) as NumericArray as A;
  const Kind = constructors[kind];
  return new Kind(buffer, at === 0 ? start : start + at * Kind.BYTES_PER_ELEMENT, count) as A;
}

/** A copy of the array, in memory of its own. */
export function copyOf<A extends NumericArray>(array: A): A {
  const copy = new constructors[kindOf(array) as NumericKind](lengthOf(array)) as A;
  setElements(copy, array);
  return copy;
}

/** Whether the arrays have bytes in common. */
export function overlap(a: ArrayBufferView, b: ArrayBufferView, bufferOfB = bufferOf(b)): boolean {
  if (bufferOf(a) !== bufferOfB) return false;
  const startOfA = byteOffsetOf(a);
  const startOfB = byteOffsetOf(b);
  return startOfA < startOfB + byteLengthOf(b) && startOfB < startOfA + byteLengthOf(a);
}

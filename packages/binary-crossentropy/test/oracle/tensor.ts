// A tensor as plain data, and its numbers read by nothing but index arithmetic.

export type Kind =
  | "plain"
  | "boolean"
  | "Float32Array"
  | "Float64Array"
  | "Int8Array"
  | "Uint8Array"
  | "Uint8ClampedArray"
  | "Int16Array"
  | "Uint16Array"
  | "Int32Array"
  | "Uint32Array"
  | "Buffer"
  | "float16"
  | "bfloat16";

/**
 * How a tensor is handed over: a lone number, nested arrays, nested arrays whose innermost rows are
 * typed, flat data, or data beside its shape.
 */
export type Form = "number" | "nested" | "rows" | "typed" | "shaped";

export interface TensorSpec {
  readonly form: Form;
  /** What the numbers lie in, which holds them exactly. */
  readonly kind: Kind;
  readonly data: readonly number[];
  readonly shape: readonly number[];
  /** Row-major without them; only data beside its shape has others. */
  readonly strides?: readonly number[];
  readonly offset?: number;
  /** Which of the names the shape and the strides go by; a `type` beside them. */
  readonly names?: {
    readonly shape: "shape" | "dims";
    readonly strides: "stride" | "strides";
    readonly type?: string;
  };
}

export interface Numbers {
  readonly shape: readonly number[];
  /** Row-major, as the tensor's own array holds them. */
  readonly values: readonly number[];
  readonly kind: Kind;
}

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((size, length) => size * length, 1);

/** The index of each element along each axis, in row-major order. */
export function indexOf(position: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length);
  let rest = position;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return index;
}

export function rowMajor(shape: readonly number[]): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** Where an index lies in flat data. */
export function placeOf(index: readonly number[], strides: readonly number[], offset = 0): number {
  return index.reduce((at, i, axis) => at + i * strides[axis]!, offset);
}

export function read({ data, shape, strides, offset, kind }: TensorSpec): Numbers {
  if (!strides && !offset) return { shape, values: data, kind };
  const steps = strides ?? rowMajor(shape);
  const values = Array.from(
    { length: sizeOf(shape) },
    (_, i) => data[placeOf(indexOf(i, shape), steps, offset)]!,
  );
  return { shape, values, kind };
}

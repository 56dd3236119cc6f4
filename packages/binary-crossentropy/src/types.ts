// The public types that options, tensors and results are made of. No code.

/**
 * What probabilities do at the edges: the numbers of tf.keras 2, of Keras 3, of PyTorch, or of
 * exact arithmetic.
 */
export type Dialect = "keras2" | "keras3" | "torch" | "exact";

/** The precision that a loss is computed in. Sums are carried in float64 in either case. */
export type Dtype = "float32" | "float64";

/**
 * The arrays that results come in. TypeScript does not let you call `data.reduce(…)` on this union:
 * take `Array.from(data)` first, or pass `reduction: "sum"`.
 */
export type FloatArray = Float32Array | Float64Array;

/** A `Float16Array`, described by its structure because few platforms have the class yet. */
export interface Float16ArrayLike {
  readonly [Symbol.toStringTag]: "Float16Array";
  readonly BYTES_PER_ELEMENT: number;
  readonly buffer: ArrayBufferLike;
  readonly byteLength: number;
  readonly byteOffset: number;
  readonly length: number;
  slice(): Float16ArrayLike;
  [index: number]: number;
}

/** Any typed array whose elements are numbers; `BigInt64Array` and `BigUint64Array` are not. */
export type NumericArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | Float16ArrayLike;

/** A number, or arrays of numbers nested to any depth; rows may be typed arrays. */
export type Nested = number | boolean | NumericArray | readonly Nested[];

interface FlatData {
  readonly data: NumericArray | readonly (number | boolean)[];
  /** Elements between neighbours along each axis; row-major order without it. */
  readonly stride?: readonly number[] | undefined;
  /** The same, as stdlib's ndarray names it. */
  readonly strides?: readonly number[] | undefined;
  /**
   * What the elements are, as ONNX Runtime has it: `"float16"` in a `Uint16Array` is decoded. It
   * must be that of `data`.
   */
  readonly type?: string | undefined;
  /** Where in `data` the first element lies; 0 without it. */
  readonly offset?: number | undefined;
}

/** Flat data beside a shape: `shape` as in scijs ndarray, or `dims` as in ONNX Runtime. */
export type ShapedData =
  | (FlatData & { readonly shape: readonly number[] })
  | (FlatData & { readonly dims: readonly number[] });

/** What goes in as a tensor. */
export type TensorLike = Nested | ShapedData;

/** What comes out as a tensor: flat row-major data beside its shape. */
export interface NdArray {
  data: FloatArray;
  shape: number[];
}

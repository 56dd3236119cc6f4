// Reads what a caller passed as a tensor into flat data, a shape and strides. Data that is flat already is not copied.
// Not here: which shapes fit together (shape/), what values are allowed (loss/validate).

import { ShapeError, sentence, show, showShape, ValueError } from "../errors.js";
import { rowMajorStrides, sizeOf } from "../shape/view.js";
import type { Dtype, NumericArray } from "../types.js";

/** A tensor as the library holds it, in the caller's own shape. */
export interface Tensor {
  readonly data: NumericArray;
  /** float64 where the caller's data is a Float64Array; plain arrays count as float32, as in TensorFlow. */
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

const kinds = "be a number, a nested array of numbers or booleans, a typed array, or { data, shape }";
const deepest = 32;

/** Whether the value is a typed array of numbers, not of BigInts. */
export function isNumericArray(value: unknown): value is NumericArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !isBigIntArray(value);
}

function remedyFor(value: unknown): string {
  const isBig = typeof value === "bigint" || (ArrayBuffer.isView(value) && isBigIntArray(value));
  return isBig ? "Convert BigInts with Number() first." : "";
}

function isBigIntArray(value: ArrayBufferView): boolean {
  const tag = (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];
  return tag?.startsWith("Big") === true;
}

/**
 * Reads a tensor.
 *
 * @throws ValueError when the value is no tensor, ShapeError when nested rows differ in length or the data does not
 * fill the shape.
 */
export function readTensor(owner: string, argument: string, value: unknown): Tensor {
  if (isNumericArray(value)) return contiguous(value, [value.length], dtypeOf(value));
  if (typeof value === "number" || typeof value === "boolean") return contiguous(Float64Array.of(Number(value)), []);
  if (Array.isArray(value)) return readNested(owner, argument, value);
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) return readShaped(owner, argument, value);
  throw new ValueError(sentence(owner, argument, kinds, show(value), remedyFor(value)));
}

/** A row-major tensor over the data. */
export function contiguous(data: NumericArray, shape: readonly number[], dtype: Dtype = "float32"): Tensor {
  return { data, dtype, shape, strides: rowMajorStrides(shape), offset: 0 };
}

function dtypeOf(value: unknown): Dtype {
  return Object.prototype.toString.call(value) === "[object Float64Array]" ? "float64" : "float32";
}

function readNested(owner: string, argument: string, nested: readonly unknown[]): Tensor {
  const shape: number[] = [];
  for (let level: unknown = nested; ; level = level[0]) {
    if (!Array.isArray(level) && !isNumericArray(level)) break;
    shape.push(level.length);
    if (shape.length > deepest) throw new ValueError(sentence(owner, argument, `have at most ${deepest} axes`, "more"));
    if (level.length === 0 || isNumericArray(level)) break;
  }
  const data = new Float64Array(sizeOf(shape));
  let filled = 0;
  const fill = (row: unknown, index: number[]): void => {
    const axis = index.length;
    if (!Array.isArray(row) && !isNumericArray(row)) {
      throw new ShapeError(ragged(owner, argument, `${show(row)} at ${showShape(index)} beside rows of length ${shape[axis]}`));
    }
    if (row.length !== shape[axis]) {
      const received = `a row of length ${row.length} at ${showShape(index)} beside rows of length ${shape[axis]}`;
      throw new ShapeError(ragged(owner, argument, received));
    }
    for (let i = 0; i < row.length; i++) {
      const item: unknown = row[i];
      if (axis + 1 < shape.length) fill(item, [...index, i]);
      else if (typeof item === "number" || typeof item === "boolean") data[filled++] = Number(item);
      else if (Array.isArray(item) || isNumericArray(item)) {
        throw new ShapeError(ragged(owner, argument, `a row at ${showShape([...index, i])} beside numbers`));
      } else throw notANumber(owner, argument, item, [...index, i]);
    }
  };
  fill(nested, []);
  return contiguous(data, shape);
}

function ragged(owner: string, argument: string, received: string): string {
  return sentence(owner, argument, "have rows of equal length", received);
}

function notANumber(owner: string, argument: string, item: unknown, index: readonly number[]): ValueError {
  const received = `${show(item)} at ${showShape(index)}`;
  return new ValueError(sentence(owner, argument, "hold numbers or booleans", received, remedyFor(item)));
}

interface Shaped {
  data?: unknown;
  shape?: unknown;
  dims?: unknown;
  stride?: unknown;
  offset?: unknown;
}

function readShaped(owner: string, argument: string, value: Shaped): Tensor {
  // Each property is read once: a getter or a Proxy may answer differently the next time.
  const { data: rawData, shape: rawShape, dims, stride: rawStride, offset: rawOffset } = value;
  const shapeName = rawShape === undefined && dims !== undefined ? "dims" : "shape";
  const dimensions = rawShape ?? dims;
  if (rawData === undefined || dimensions === undefined || typeof rawData === "function") {
    const remedy = typeof rawData === "function" || "dataSync" in value ? "Pass { data: tensor.dataSync(), shape: tensor.shape }." : "";
    throw new ValueError(sentence(owner, argument, kinds, show(value), remedy));
  }
  const data = flatData(owner, argument, rawData);
  const shape = integers(owner, `${argument}.${shapeName}`, dimensions, 0);
  const strides = rawStride === undefined ? rowMajorStrides(shape) : integers(owner, `${argument}.stride`, rawStride, -Infinity);
  const offset = rawOffset === undefined ? 0 : readOffset(owner, `${argument}.offset`, rawOffset);
  const size = sizeOf(shape);
  if (size > Number.MAX_SAFE_INTEGER) {
    throw new ShapeError(sentence(owner, argument, `have at most ${Number.MAX_SAFE_INTEGER} elements`, `shape ${showShape(shape)}`));
  }
  if (rawStride === undefined && rawOffset === undefined && size !== data.length) {
    const received = `shape ${showShape(shape)} of ${size} with data of length ${data.length}`;
    throw new ShapeError(sentence(owner, argument, `have as many elements as its ${shapeName} says`, received));
  }
  if (strides.length !== shape.length) {
    const received = `stride ${showShape(strides)} with shape ${showShape(shape)}`;
    throw new ShapeError(sentence(owner, argument, "have one stride per axis", received));
  }
  checkReach(owner, argument, data, { shape, strides, offset, size });
  return { data, dtype: dtypeOf(rawData), shape, strides, offset };
}

function checkReach(owner: string, argument: string, data: NumericArray, at: Omit<Tensor, "data" | "dtype"> & { size: number }): void {
  if (at.size === 0) return;
  let lowest = at.offset;
  let highest = at.offset;
  at.shape.forEach((length, axis) => {
    const reach = (length - 1) * at.strides[axis]!;
    if (reach < 0) lowest += reach;
    else highest += reach;
  });
  if (lowest < 0 || highest >= data.length) {
    const received = `elements ${lowest} to ${highest} of data of length ${data.length}`;
    throw new ShapeError(sentence(owner, argument, "stay inside its data", received));
  }
}

function flatData(owner: string, argument: string, data: unknown): NumericArray {
  if (isNumericArray(data)) return data;
  if (!Array.isArray(data)) {
    const expected = "be a typed array or an array of numbers or booleans";
    throw new ValueError(sentence(owner, `${argument}.data`, expected, show(data), remedyFor(data)));
  }
  return Float64Array.from({ length: data.length }, (_, i) => {
    const item: unknown = data[i];
    if (typeof item !== "number" && typeof item !== "boolean") throw notANumber(owner, `${argument}.data`, item, [i]);
    return Number(item);
  });
}

function integers(owner: string, argument: string, value: unknown, lowest: number): number[] {
  const list = Array.isArray(value) || isNumericArray(value) ? Array.from(value as ArrayLike<unknown>) : [undefined];
  if (list.length <= deepest && list.every((item) => isInteger(item, lowest))) return list as number[];
  throw new ValueError(sentence(owner, argument, `be an array of ${lowest === 0 ? "non-negative " : ""}integers`, show(value)));
}

function readOffset(owner: string, argument: string, value: unknown): number {
  if (isInteger(value, 0)) return value as number;
  throw new ValueError(sentence(owner, argument, "be a non-negative integer", show(value)));
}

function isInteger(value: unknown, lowest: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= lowest;
}

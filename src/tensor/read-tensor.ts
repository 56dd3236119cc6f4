// Reads what a caller passed as a tensor into flat data, a shape and strides. Data that is flat already is not copied.
// Not here: which shapes fit together (shape/), what values are allowed (loss/validate).

import { refuse, refuseShape, show, showShape } from "../errors.js";
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

/** What is read as a tensor, in messages. */
export const tensorKinds = "a number, an array of numbers or booleans, a typed array, or { data, shape }";

const kinds = `be ${tensorKinds}`;
const deepest = 32;

/** Whether the value is a typed array of numbers, not of BigInts. */
export function isNumericArray(value: unknown): value is NumericArray {
  return ArrayBuffer.isView(value) && "length" in value && !isBig(value);
}

/** Whether the value is a BigInt or an array of them; an empty array of them is as good as any empty one. */
function isBig(value: unknown): boolean {
  return typeof (ArrayBuffer.isView(value) ? (value as unknown as { [index: number]: unknown })[0] : value) === "bigint";
}

function remedyFor(value: unknown): string {
  return isBig(value) ? "Convert BigInts with Number() first." : "";
}

/**
 * Reads a tensor.
 *
 * @throws ValueError when the value is no tensor, ShapeError when nested rows differ in length or the data does not
 * fill the shape.
 */
export function readTensor(owner: string, argument: string, value: unknown): Tensor {
  if (isNumericArray(value)) {
    if (isDetached(value)) refuse(owner, argument, "hold its data", "an array whose buffer was transferred");
    return contiguous(value, [value.length], dtypeOf(value));
  }
  if (typeof value === "number" || typeof value === "boolean") return contiguous(Float64Array.of(Number(value)), []);
  if (Array.isArray(value)) return readNested(owner, argument, value);
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) return readShaped(owner, argument, value);
  refuse(owner, argument, kinds, show(value), remedyFor(value));
}

function isDetached({ length, buffer }: NumericArray): boolean {
  try {
    return length === 0 && !new Uint8Array(buffer);
  } catch {
    return true;
  }
}

/** A row-major tensor over the data. */
export function contiguous(data: NumericArray, shape: readonly number[], dtype: Dtype = "float32"): Tensor {
  return { data, dtype, shape, strides: rowMajorStrides(shape), offset: 0 };
}

function dtypeOf(value: unknown): Dtype {
  // Told by its size, which no other array of numbers has: another realm's Float64Array is another class.
  return (value as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT === 8 ? "float64" : "float32";
}

function readNested(owner: string, argument: string, nested: readonly unknown[]): Tensor {
  const shape: number[] = [];
  for (let level: unknown = nested; isRow(level); level = level[0]) {
    shape.push(level.length);
    if (shape.length > deepest) refuse(owner, argument, `have at most ${deepest} axes`, "more");
    if (level.length === 0) break;
  }
  const data = new Float64Array(sizeOf(shape));
  const index: number[] = [];
  let filled = 0;
  const fill = (item: unknown, axis: number): void => {
    if (axis === shape.length && !isRow(item)) {
      if (typeof item !== "number" && typeof item !== "boolean") notANumber(owner, argument, item, index);
      data[filled++] = Number(item);
      return;
    }
    if (!isRow(item) || item.length !== shape[axis]) {
      const received = isRow(item) ? `a row of length ${item.length}` : show(item);
      const beside = axis < shape.length ? `rows of length ${shape[axis]}` : "numbers";
      refuseShape(owner, argument, "have rows of equal length", `${received} at ${showShape(index)} beside ${beside}`);
    }
    for (let i = 0; i < item.length; i++) {
      index[axis] = i;
      fill(item[i], axis + 1);
    }
    index.length = axis;
  };
  fill(nested, 0);
  return contiguous(data, shape);
}

function isRow(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || isNumericArray(value);
}

function notANumber(owner: string, argument: string, item: unknown, index: readonly number[]): never {
  const received = `${show(item)} at ${showShape(index)}`;
  refuse(owner, argument, "hold numbers or booleans", received, remedyFor(item));
}

interface Shaped {
  data?: unknown;
  shape?: unknown;
  dims?: unknown;
  stride?: unknown;
  strides?: unknown;
  offset?: unknown;
}

function readShaped(owner: string, argument: string, value: Shaped): Tensor {
  // Each property is read once: a getter or a Proxy may answer differently the next time.
  const { data: rawData, shape: rawShape, dims, stride, strides: rawStride = stride, offset: rawOffset } = value;
  const shapeName = rawShape === undefined && dims !== undefined ? "dims" : "shape";
  const dimensions = rawShape ?? dims;
  if (rawData === undefined || dimensions === undefined || typeof rawData === "function") {
    const isTensor = typeof rawData === "function";
    const forOptions = "mask" in value || "out" in value ? "Options come fourth, after the weight." : "";
    const remedy = isTensor
      ? "Import binary-crossentropy/tfjs for tensors, or pass { data: tensor.dataSync(), shape: tensor.shape }."
      : forOptions;
    refuse(owner, argument, kinds, show(value), remedy);
  }
  const data = flatData(owner, `${argument}.data`, rawData);
  const shape = integers(owner, `${argument}.${shapeName}`, dimensions, 0);
  const strides = rawStride === undefined ? rowMajorStrides(shape) : integers(owner, `${argument}.stride`, rawStride, -Infinity);
  const offset = integers(owner, `${argument}.offset`, [rawOffset ?? 0], 0)[0]!;
  const size = sizeOf(shape);
  if (rawStride === undefined && rawOffset === undefined && size !== data.length) {
    const received = `shape ${showShape(shape)} of ${size} with data of length ${data.length}`;
    refuseShape(owner, argument, `have as many elements as its ${shapeName} says`, received);
  }
  if (strides.length !== shape.length) {
    const received = `stride ${showShape(strides)} with shape ${showShape(shape)}`;
    refuseShape(owner, argument, "have one stride per axis", received);
  }
  const tensor = { data, dtype: dtypeOf(rawData), shape, strides, offset };
  checkReach(owner, argument, tensor);
  return tensor;
}

function checkReach(owner: string, argument: string, { data, shape, strides, offset }: Tensor): void {
  if (sizeOf(shape) === 0) return;
  const reach = shape.map((length, axis) => (length - 1) * strides[axis]!);
  const lowest = reach.reduce((sum, step) => sum + Math.min(step, 0), offset);
  const highest = reach.reduce((sum, step) => sum + Math.max(step, 0), offset);
  if (lowest >= 0 && highest < data.length) return;
  refuseShape(owner, argument, "stay inside its data", `elements ${lowest} to ${highest} of data of length ${data.length}`);
}

function flatData(owner: string, argument: string, data: unknown): NumericArray {
  if (isNumericArray(data)) return data;
  if (Array.isArray(data)) return readNested(owner, argument, data).data;
  refuse(owner, argument, "be a typed array or an array of numbers or booleans", show(data), remedyFor(data));
}

function integers(owner: string, argument: string, value: unknown, lowest: number): number[] {
  const list: unknown[] = isRow(value) ? Array.from(value) : [undefined];
  if (list.length <= deepest && list.every((item) => Number.isSafeInteger(item) && (item as number) >= lowest)) return list as number[];
  refuse(owner, argument, `hold integers${lowest === 0 ? " >= 0" : ""}`, show(value));
}

// The real arguments of a call, made from its description.

import type { NumericArray, TensorLike } from "binary-crossentropy";
import type { Kind, TensorSpec } from "../oracle/tensor.js";
import type { Argument, Call, Memory } from "./call.js";
import { storedAs } from "./half.js";
import type { Library } from "./library.js";

type Floats = Float32Array | Float64Array;

export interface Arguments {
  readonly yTrue: TensorLike;
  readonly yPred: TensorLike;
  readonly sampleWeight?: TensorLike;
  readonly mask?: TensorLike;
  /** The flat array of each input that has one. */
  readonly arrays: Partial<Record<Argument, NumericArray>>;
  /** Where derivatives are to go. */
  readonly out?: Floats;
  /** Gives kernel memory back. */
  free(): void;
}

type View = {
  new (buffer: ArrayBufferLike, at: number, length: number): NumericArray;
  readonly BYTES_PER_ELEMENT: number;
};

const views: { readonly [K in Kind]?: View } = {
  Float32Array,
  Float64Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
} as never;

const bytesPer = (kind: Kind) => views[kind]?.BYTES_PER_ELEMENT ?? 1;

/** Gives places in a memory, and takes them back. */
interface Allocator {
  allocate(bytes: number): { buffer: ArrayBufferLike; at: number };
  free(): void;
}

function allocatorFor(memory: Memory, library: Library): Allocator {
  if (memory === "ordinary" || memory === "shared") {
    const Kind = memory === "ordinary" ? ArrayBuffer : SharedArrayBuffer;
    return { allocate: (bytes) => ({ buffer: new Kind(bytes), at: 0 }), free() {} };
  }
  const room = memory === "kernel" ? library.kernelMemory() : library.sharedKernelMemory();
  const taken: ArrayBufferView[] = [];
  return {
    allocate(bytes) {
      const array = room.uint8(bytes);
      taken.push(array);
      return { buffer: array.buffer, at: array.byteOffset };
    },
    free() {
      for (const array of taken) room.free(array);
    },
  };
}

/** Builds the arguments; `out`, if the call has one, of so many elements of the dtype. */
export function build(
  call: Call,
  library: Library,
  dtype: "float32" | "float64",
  outLength: number,
): Arguments {
  const memory = allocatorFor(call.memory, library);
  const arrays: Partial<Record<Argument, NumericArray>> = {};
  const over = call.out?.over;
  const out = over
    ? arena(call, over, memory, dtype, outLength, arrays)
    : call.out && ownOut(call.out.spoiled, memory, dtype, outLength);
  const argument = (name: Argument) => {
    const spec = call[name];
    return spec && tensor(spec, (kind, data) => (arrays[name] ??= array(kind, data, memory)));
  };
  const [sampleWeight, mask] = [argument("sampleWeight"), argument("mask")];
  return {
    yTrue: argument("yTrue")!,
    yPred: argument("yPred")!,
    ...(sampleWeight !== undefined && { sampleWeight }),
    ...(mask !== undefined && { mask }),
    arrays,
    ...(out && { out }),
    free: () => memory.free(),
  };
}

function ownOut(
  spoiled: string | undefined,
  memory: Allocator,
  dtype: "float32" | "float64",
  length: number,
): Floats {
  const isDouble = (dtype === "float64") !== (spoiled === "dtype");
  const count = spoiled === "length" ? length + 1 : length;
  const { buffer, at } = memory.allocate(count * (isDouble ? 8 : 4));
  return (
    isDouble
      ? new Float64Array(buffer as ArrayBuffer, at, count)
      : new Float32Array(buffer as ArrayBuffer, at, count)
  ).fill(NaN);
}

/** Puts inputs and `out` into one piece of memory. */
function arena(
  call: Call,
  { inputs, at }: { inputs: readonly Argument[]; at: number },
  memory: Allocator,
  dtype: "float32" | "float64",
  outLength: number,
  arrays: Partial<Record<Argument, NumericArray>>,
): Floats {
  const width = dtype === "float64" ? 8 : 4;
  const starts: number[] = [];
  let end = 64;
  for (const name of inputs) {
    starts.push(end);
    end += Math.ceil((call[name]!.data.length * bytesPer(call[name]!.kind)) / 8) * 8;
  }
  const outAt = Math.floor(at / width) * width;
  const piece = memory.allocate(Math.max(end, outAt + outLength * width) + 64);
  inputs.forEach((name, i) => {
    const { kind, data } = call[name]!;
    arrays[name] = fill(viewOf(kind, piece.buffer, piece.at + starts[i]!, data.length), kind, data);
  });
  const Kind = width === 8 ? Float64Array : Float32Array;
  return new Kind(piece.buffer as ArrayBuffer, piece.at + outAt, outLength);
}

function viewOf(kind: Kind, buffer: ArrayBufferLike, at: number, length: number): NumericArray {
  if (kind === "Buffer")
    return Buffer.from(buffer as ArrayBuffer, at, length) as unknown as NumericArray;
  return new views[kind]!(buffer, at, length);
}

function fill(view: NumericArray, kind: Kind, data: readonly number[]): NumericArray {
  const stored = storedAs(kind);
  for (let i = 0; i < data.length; i++) view[i] = stored(data[i]!);
  return view;
}

function array(kind: Kind, data: readonly number[], memory: Allocator): NumericArray {
  const { buffer, at } = memory.allocate(data.length * bytesPer(kind));
  return fill(viewOf(kind, buffer, at, data.length), kind, data);
}

/** @param place Gives the flat array of numbers of a kind. */
function tensor(
  spec: TensorSpec,
  place: (kind: Kind, data: readonly number[]) => NumericArray,
): TensorLike {
  const { form, kind, shape, data, names, strides, offset } = spec;
  if (form === "number") return kind === "boolean" ? data[0] === 1 : data[0]!;
  if (form === "typed") return place(kind, data);
  if (form === "rows")
    return nest(shape.slice(0, -1), (i) =>
      rowOf(kind, data.slice(i * shape.at(-1)!, (i + 1) * shape.at(-1)!)),
    );
  const plain =
    kind === "boolean" ? data.map((x) => x === 1) : kind === "plain" ? [...data] : undefined;
  if (form === "nested") return nest(shape, (i) => plain![i]!);
  const of: Record<string, unknown> = {
    data: plain ?? place(kind, data),
    [names?.shape ?? "shape"]: [...shape],
  };
  if (strides) of[names?.strides ?? "strides"] = [...strides];
  if (offset) of["offset"] = offset;
  if (names?.type) of["type"] = names.type;
  return of as unknown as TensorLike;
}

function rowOf(kind: Kind, data: readonly number[]): NumericArray {
  return fill(
    viewOf(kind, new ArrayBuffer(data.length * bytesPer(kind)), 0, data.length),
    kind,
    data,
  );
}

function nest<T>(shape: readonly number[], of: (position: number) => T): TensorLike {
  let position = 0;
  const level = (axis: number): unknown =>
    axis === shape.length
      ? of(position++)
      : Array.from({ length: shape[axis]! }, () => level(axis + 1));
  return level(0) as TensorLike;
}

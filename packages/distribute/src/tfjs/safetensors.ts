// Named arrays and a text as bytes, in the safetensors format, which other tools read too: the
// length of a header, a header of JSON, and the numbers. The text is in the header's
// `__metadata__`, beside a checksum of all bytes: those of the length, of the header with its
// names, kinds, shapes and offsets, and of the numbers. Its own eight digits count as zeros.

import { crc32, hex } from "./crc32.js";

export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

export interface Archive {
  readonly text: string;
  readonly arrays: readonly NamedArray[];
}

interface Entry {
  readonly dtype: keyof typeof kinds;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

type Header = { readonly __metadata__: { readonly text: string } } & {
  readonly [name: string]: Entry;
};

const kinds = { F32: Float32Array, I32: Int32Array, U8: Uint8Array } as const;

/** Readers map the numbers to memory: they begin at a multiple of this. */
const alignment = 8;
const lengthBytes = 8;

/** What every header of ours begins with; the checksum's digits come next. */
const opening = '{"__metadata__":{"crc32":"';
const noDigits = "00000000";
const digitsAt = lengthBytes + opening.length;
const leastBytes = digitsAt + noDigits.length;

/** How a kind of array is called in a file. */
export function dtypeOf(data: NamedArray["data"]): keyof typeof kinds {
  return data instanceof Float32Array ? "F32" : data instanceof Int32Array ? "I32" : "U8";
}

export function encode({ text, arrays }: Archive): Uint8Array {
  const entries: Record<string, Entry> = {};
  let length = 0;
  for (const { name, shape, data } of arrays) {
    entries[name] = {
      dtype: dtypeOf(data),
      shape,
      data_offsets: [length, length + data.byteLength],
    };
    length += data.byteLength;
  }
  const header = new TextEncoder().encode(
    JSON.stringify({ __metadata__: { crc32: noDigits, text }, ...entries }),
  );
  const padding = -header.length & (alignment - 1);
  const start = lengthBytes + header.length + padding;
  const bytes = new Uint8Array(start + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length + padding), true);
  bytes.set(header, lengthBytes);
  bytes.fill(" ".charCodeAt(0), lengthBytes + header.length, start);
  for (const { name, data } of arrays) {
    bytes.set(
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      start + entries[name]!.data_offsets[0],
    );
  }
  bytes.set(new TextEncoder().encode(hex(crc32(bytes))), digitsAt);
  return bytes;
}

/** Whether bytes, long enough for it, begin as those of `encode` do. */
export function isForeign(bytes: Uint8Array): boolean {
  return bytes.length >= leastBytes && textOf(bytes.subarray(lengthBytes, digitsAt)) !== opening;
}

/** @throws Error that says what is wrong with bytes that are not whole. */
export function decode(given: Uint8Array): Archive {
  // A Buffer of Node, whose slices are no copies, as plain bytes.
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  if (bytes.length < leastBytes) throw new Error(`it has ${bytes.length} bytes`);
  if (isForeign(bytes)) throw new Error("it begins otherwise");
  const digits = bytes.subarray(digitsAt, leastBytes);
  const before = crc32(bytes.subarray(0, digitsAt));
  const checksum = crc32(
    bytes.subarray(leastBytes),
    crc32(new TextEncoder().encode(noDigits), before),
  );
  if (hex(checksum) !== textOf(digits)) throw new Error("its checksum does not fit");
  const start =
    lengthBytes + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const { __metadata__: metadata, ...entries } = JSON.parse(
    textOf(bytes.subarray(lengthBytes, start)),
  ) as Header;
  if (typeof metadata.text !== "string") throw new Error("it has no text");
  return {
    text: metadata.text,
    arrays: readArrays(entries as Record<string, Entry>, bytes.subarray(start)),
  };
}

/** Each array begins where the one before it ends, and the last ends with the bytes. */
function readArrays(entries: Readonly<Record<string, Entry>>, body: Uint8Array): NamedArray[] {
  let end = 0;
  const arrays = Object.entries(entries).map(([name, { dtype, shape, data_offsets }]) => {
    const Kind = Object.hasOwn(kinds, dtype) ? kinds[dtype] : undefined;
    const size =
      Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0)
        ? sizeOf(shape)
        : NaN;
    const [from, to] = data_offsets;
    if (!Kind || from !== end || to !== from + size * Kind.BYTES_PER_ELEMENT)
      throw new Error(`its array ${name} is not where it should be`);
    end = to;
    // A copy begins at a multiple of any size.
    return { name, shape, data: new Kind(body.slice(from, to).buffer) };
  });
  if (end !== body.length) throw new Error(`it has ${body.length} bytes of numbers for ${end}`);
  return arrays;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

// Named arrays and a text as bytes, in the safetensors format, which other tools can read: the
// length of a header, the header in JSON, and the numbers. The text is in the header's
// `__metadata__`, beside a checksum of the whole file, in which the checksum's own eight digits
// count as zeros.

import { bytesOf, decodeText, encodeText } from "../../bytes.js";
import { crc32, hex } from "../../crc32.js";

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
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

type Header = { readonly __metadata__: { readonly text: string } } & {
  readonly [name: string]: Entry;
};

const classes = { F32: Float32Array, I32: Int32Array, U8: Uint8Array } as const;

/** What the format calls the dtype of an array. */
export type Dtype = keyof typeof classes;

export function dtypeOf(data: NamedArray["data"]): Dtype {
  if (data instanceof Float32Array) return "F32";
  if (data instanceof Int32Array) return "I32";
  data satisfies Uint8Array;
  return "U8";
}

/** Readers map the numbers to memory, so they begin at a multiple of this. */
const alignment = 8;
const lengthBytes = 8;

/** How every header begins here. The checksum's digits come next. */
const opening = '{"__metadata__":{"crc32":"';
const noDigits = "00000000";
const digitsAt = lengthBytes + opening.length;
const leastBytes = digitsAt + noDigits.length;

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
  const header = encodeText(
    JSON.stringify({ __metadata__: { crc32: noDigits, text }, ...entries }),
  );
  const padding = -header.length & (alignment - 1);
  const start = lengthBytes + header.length + padding;
  const bytes = new Uint8Array(start + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length + padding), true);
  bytes.set(header, lengthBytes);
  bytes.fill(" ".charCodeAt(0), lengthBytes + header.length, start);
  for (const { name, data } of arrays) {
    bytes.set(bytesOf(data), start + entries[name]!.data_offsets[0]);
  }
  bytes.set(encodeText(hex(crc32(bytes))), digitsAt);
  return bytes;
}

/** Whether bytes are long enough to tell, and begin otherwise than those of {@link encode}. */
export function isForeign(bytes: Uint8Array): boolean {
  return (
    bytes.length >= leastBytes && decodeText(bytes.subarray(lengthBytes, digitsAt)) !== opening
  );
}

/** @throws Error that says why the bytes are not whole. */
export function decode(given: Uint8Array): Archive {
  // A Buffer of Node becomes plain bytes, since its slices are not copies.
  const bytes = bytesOf(given);
  if (bytes.length < leastBytes) throw new Error(`it has ${bytes.length} bytes`);
  if (isForeign(bytes)) throw new Error("it begins otherwise");
  const digits = bytes.subarray(digitsAt, leastBytes);
  const before = crc32(bytes.subarray(0, digitsAt));
  const checksum = crc32(bytes.subarray(leastBytes), crc32(encodeText(noDigits), before));
  if (hex(checksum) !== decodeText(digits)) throw new Error("its checksum does not fit");
  const start =
    lengthBytes + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const { __metadata__: metadata, ...entries } = JSON.parse(
    decodeText(bytes.subarray(lengthBytes, start)),
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
    const Class = Object.hasOwn(classes, dtype) ? classes[dtype] : undefined;
    const size =
      Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0)
        ? sizeOf(shape)
        : NaN;
    const [from, to] = data_offsets;
    if (!Class || from !== end || to !== from + size * Class.BYTES_PER_ELEMENT)
      throw new Error(`its array ${name} is not where it should be`);
    end = to;
    // A copy begins at a multiple of any size.
    return { name, shape, data: new Class(body.slice(from, to).buffer) };
  });
  if (end !== body.length) throw new Error(`it has ${body.length} bytes of numbers for ${end}`);
  return arrays;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

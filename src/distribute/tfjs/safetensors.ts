// Named arrays and a text as bytes, in the safetensors format, which other tools read too: the length of a header, a header
// of JSON, and the numbers. The text is in the header's `__metadata__`, with a checksum of it and of the numbers.

import { crc32 } from "./crc32.js";

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

type Header = { readonly __metadata__: { readonly text: string; readonly crc32: string } } & { readonly [name: string]: Entry };

const kinds = { F32: Float32Array, I32: Int32Array, U8: Uint8Array } as const;

/** Readers map the numbers to memory: they begin at a multiple of this. */
const alignment = 8;

export function encode({ text, arrays }: Archive): Uint8Array {
  const entries: Record<string, Entry> = {};
  let length = 0;
  for (const { name, shape, data } of arrays) {
    const dtype = data instanceof Float32Array ? "F32" : data instanceof Int32Array ? "I32" : "U8";
    entries[name] = { dtype, shape, data_offsets: [length, length + data.byteLength] };
    length += data.byteLength;
  }
  const body = new Uint8Array(length);
  for (const { name, data } of arrays) {
    body.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), entries[name]!.data_offsets[0]);
  }
  const metadata = { text, crc32: checksum(text, body) };
  const json = JSON.stringify({ __metadata__: metadata, ...entries });
  const header = new TextEncoder().encode(json);
  const padding = -header.length & (alignment - 1);
  const bytes = new Uint8Array(8 + header.length + padding + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length + padding), true);
  bytes.set(header, 8);
  bytes.fill(" ".charCodeAt(0), 8 + header.length, 8 + header.length + padding);
  bytes.set(body, 8 + header.length + padding);
  return bytes;
}

/** @throws Error that says what is wrong with bytes that are not whole. */
export function decode(given: Uint8Array): Archive {
  // A Buffer of Node, whose slices are no copies, as plain bytes.
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  if (bytes.length < 8) throw new Error(`it has ${bytes.length} bytes`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(bytes.length - 8)) throw new Error("its header is not whole");
  const start = 8 + Number(length);
  const { __metadata__: metadata, ...entries } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as Header;
  const body = bytes.subarray(start);
  if (checksum(metadata.text, body) !== metadata.crc32) throw new Error("its checksum does not fit");
  const arrays = Object.entries(entries as Record<string, Entry>).map(([name, { dtype, shape, data_offsets }]) => {
    // A copy begins at a multiple of any size.
    return { name, shape, data: new kinds[dtype](body.slice(...data_offsets).buffer) };
  });
  return { text: metadata.text, arrays };
}

function checksum(text: string, body: Uint8Array): string {
  return crc32(body, crc32(new TextEncoder().encode(text)))
    .toString(16)
    .padStart(8, "0");
}

declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

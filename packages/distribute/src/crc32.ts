// The checksum of ISO 3309 and of gzip: the remainder of the bytes divided by the polynomial
// 0x04C11DB7, with bits reflected. It takes four bytes at a time: a table holds the remainder of
// every byte followed by 0 to 3 bytes of zeros.

import { encodeText } from "./bytes.js";

const tables = Array.from({ length: 4 }, () => new Uint32Array(256));
for (let byte = 0; byte < 256; byte++) {
  let remainder = byte;
  for (let table = 0; table < 4; table++) {
    for (let bit = 0; bit < 8; bit++)
      remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
    tables[table]![byte] = remainder;
  }
}
const [last, third, second, first] = tables as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];

/** The checksum of the bytes, continued from the checksum of the bytes before them. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let remainder = ~before;
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    const word =
      remainder ^
      (bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    remainder =
      first[word & 255]! ^
      second[(word >>> 8) & 255]! ^
      third[(word >>> 16) & 255]! ^
      last[word >>> 24]!;
  }
  for (let i = whole; i < bytes.length; i++)
    remainder = last[(remainder ^ bytes[i]!) & 255]! ^ (remainder >>> 8);
  return ~remainder >>> 0;
}

/** The checksum of a text in UTF-8, as eight digits. */
export function checksumOfText(text: string): string {
  return hex(crc32(encodeText(text)));
}

/** A checksum as eight digits. */
export function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, "0");
}

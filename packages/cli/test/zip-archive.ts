// Zip archives, as they should be and as they should not.

import { crc32, deflateRawSync } from "node:zlib";

export interface Packed {
  readonly name: string;
  readonly data: Buffer;
  readonly method?: number;
  readonly crc?: number;
  readonly flags?: number;
}

/** A zip archive of files. */
export function zip(files: readonly Packed[]): Buffer {
  const [parts, entries]: [Buffer[], Buffer[]] = [[], []];
  let start = 0;
  for (const { name, data, method = 8, crc = crc32(data), flags = 0 } of files) {
    const packed = method === 8 ? deflateRawSync(data) : data;
    const head = Buffer.alloc(26);
    for (const [at, value] of [
      [0, 20],
      [2, flags],
      [4, method],
      [22, name.length],
    ] as const)
      head.writeUInt16LE(value, at);
    for (const [at, value] of [
      [10, crc],
      [14, packed.length],
      [18, data.length],
    ] as const)
      head.writeUInt32LE(value, at);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), head, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(start, 10);
    entries.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), head, tail, Buffer.from(name)]));
    parts.push(local);
    start += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  for (const at of [4, 6]) end.writeUInt16LE(files.length, at);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(start, 12);
  return Buffer.concat([...parts, directory, Buffer.from("PK\x05\x06"), end]);
}

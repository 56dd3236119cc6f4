// Finds the end of the frames of a zstd file from the headers of frames and blocks, without
// unpacking anything. Source: RFC 8878, sections 3.1.1 and 3.1.2.

import type { FileHandle } from "node:fs/promises";

const [frameMagic, skippableMagic] = [0xfd2fb528, 0x184d2a50];

/**
 * The size of the file if its last frame is complete; more if it is truncated, −1 if something else
 * follows.
 */
export async function findEndOfFrames(file: FileHandle, bytes: number): Promise<number> {
  const buffer = Buffer.alloc(14);
  const read = async (at: number, length: number) => {
    await file.read(buffer.fill(0), 0, length, at);
    return buffer;
  };
  let at = 0;
  while (at < bytes) {
    const head = await read(at, 14);
    const magic = head.readUInt32LE(0);
    if (magic === frameMagic) at = await endOfFrame(at, head[4]!, bytes, read);
    else if ((magic & 0xfffffff0) >>> 0 === skippableMagic) at += 8 + head.readUInt32LE(4);
    else return -1;
  }
  return at;
}

type Read = (at: number, length: number) => Promise<Buffer>;

async function endOfFrame(
  start: number,
  descriptor: number,
  bytes: number,
  read: Read,
): Promise<number> {
  const isSingle = (descriptor & 0x20) !== 0;
  const sizes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  let at = start + 5 + (isSingle ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]! + sizes;
  for (let isLast = false; !isLast; ) {
    if (at + 3 > bytes) return bytes + 1;
    const block = (await read(at, 3)).readUIntLE(0, 3);
    isLast = (block & 1) === 1;
    // A block of one byte that is repeated has that byte alone.
    at += 3 + (((block >> 1) & 3) === 1 ? 1 : block >> 3);
  }
  return at + ((descriptor & 4) !== 0 ? 4 : 0);
}

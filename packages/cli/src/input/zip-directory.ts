// Reads the directory of a zip archive. NumPy's .npz is one, and pandas writes CSV into one.
// Source: PKWARE's APPNOTE 6.3.10, sections 4.3 to 4.5.

import type { PathLike } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { refuseData, show } from "../errors.js";

export interface ZipMember {
  readonly name: string;
  /** 0 for stored, 8 for deflate. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its own header begins. */
  readonly start: number;
}

const [endMark, end64Mark, entryMark] = [0x06054b50, 0x06064b50, 0x02014b50];

/** Length of the end record with the longest comment. */
const longestEnd = 22 + 65_535;

/** Placeholders for numbers that are too large and stand in a field of their own. */
const [none16, none32] = [0xffff, 0xffffffff];

/** The largest directory to read, in bytes. */
const longestDirectory = 64e6;

/**
 * The files of an archive, without folders.
 * @throws DataError for an archive that is damaged or truncated, or that has a name twice.
 */
export async function zipMembers(path: PathLike, name: string): Promise<ZipMember[]> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const directory = await readDirectory(file, size);
    const members = directory && membersOf(directory.bytes, directory.count);
    const names = new Set<string>();
    for (const { name: own } of members ?? []) {
      if (names.has(own))
        refuseData(show(name), "hold files of different names", `two of ${show(own)}`);
      names.add(own);
    }
    return (
      members ??
      refuseData(
        show(name),
        "be a whole zip file",
        "one without its directory",
        "Was it copied to its end?",
      )
    );
  } finally {
    await file.close();
  }
}

async function readDirectory(
  file: FileHandle,
  size: number,
): Promise<{ bytes: Buffer; count: number } | null> {
  const tail = await readAt(file, Math.max(0, size - longestEnd), Math.min(size, longestEnd));
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (at < 0 || at + 22 > tail.length || tail.readUInt32LE(at) !== endMark) return null;
  let [count, length, start] = [
    tail.readUInt16LE(at + 10),
    tail.readUInt32LE(at + 12),
    tail.readUInt32LE(at + 16),
  ];
  if ((count === none16 || length === none32 || start === none32) && at >= 20) {
    const end64 = await readAt(file, Number(tail.readBigUInt64LE(at - 12)), 56);
    if (end64.length < 56 || end64.readUInt32LE(0) !== end64Mark) return null;
    [count, length, start] = [32, 40, 48].map((offset) =>
      Number(end64.readBigUInt64LE(offset)),
    ) as [number, number, number];
  }
  if (length > longestDirectory || start + length > size) return null;
  return { bytes: await readAt(file, start, length), count };
}

function membersOf(directory: Buffer, count: number): ZipMember[] | null {
  const members: ZipMember[] = [];
  for (let at = 0, i = 0; i < count; i++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== entryMark) return null;
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      directory.readUInt16LE(at + offset),
    ) as [number, number, number];
    const next = at + 46 + nameLength + extraLength + commentLength;
    if (next > directory.length) return null;
    const name = directory.toString("utf8", at + 46, at + 46 + nameLength);
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const [bytes, packedBytes, start] = sizes64(
      [24, 20, 42].map((offset) => directory.readUInt32LE(at + offset)),
      extra,
    );
    const isEncrypted = (directory.readUInt16LE(at + 8) & 1) !== 0;
    const [method, crc] = [directory.readUInt16LE(at + 10), directory.readUInt32LE(at + 16)];
    if (!name.endsWith("/"))
      members.push({
        name,
        method,
        isEncrypted,
        crc,
        packedBytes: packedBytes!,
        bytes: bytes!,
        start: start!,
      });
    at = next;
  }
  return members;
}

/** Numbers that do not fit into 32 bits stand in 64-bit fields, in this order. */
function sizes64(sizes: readonly number[], extra: Buffer): number[] {
  let field = 0;
  while (field + 4 <= extra.length && extra.readUInt16LE(field) !== 1)
    field += 4 + extra.readUInt16LE(field + 2);
  let at = field + 4;
  return sizes.map((size) => {
    if (size !== none32 || at + 8 > extra.length) return size;
    at += 8;
    return Number(extra.readBigUInt64LE(at - 8));
  });
}

/** Bytes of a file; fewer if it ends earlier. */
export async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, at);
  return buffer.subarray(0, bytesRead);
}

// Unpacks one file of a zip archive and checks it against the directory.

import { createReadStream, createWriteStream, type PathLike } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { PassThrough, type Readable, Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createInflateRaw } from "node:zlib";
import { refuseData, show } from "../errors.js";
import { readAt, type ZipMember } from "./zip-directory.js";

const localMark = 0x04034b50;

/** The known methods: stored and deflate. */
const [stored, deflated] = [0, 8];

/** @throws DataError for a file that cannot be unpacked or differs from the directory. */
export async function unzip(
  path: PathLike,
  archive: string,
  member: ZipMember,
  to: string,
): Promise<void> {
  requireKnownMethod(archive, member);
  const damaged = (problem: string): never =>
    refuseData(
      `${show(archive)}, ${show(member.name)},`,
      "be whole",
      problem,
      "Was it copied to its end?",
    );
  const start =
    (await dataStart(path, member.start)) ?? damaged("another header than its directory says");
  const found = new Checksum();
  try {
    if (member.packedBytes === 0) await writeFile(to, "");
    else
      await pipeline(
        packedBytes(path, start, member),
        unpackerOf(member),
        found,
        createWriteStream(to),
      );
  } catch (error) {
    if (!/^Z_/.test((error as NodeJS.ErrnoException).code ?? "")) throw error;
    damaged(`damaged data (${(error as Error).message})`);
  }
  if (found.crc !== member.crc || found.bytes !== member.bytes)
    damaged("data whose checksum differs");
}

function requireKnownMethod(archive: string, { isEncrypted, method }: ZipMember): void {
  const remedy = "Unpack it first.";
  if (isEncrypted)
    refuseData(show(archive), "be a zip file without a password", "one with it", remedy);
  if (method !== stored && method !== deflated)
    refuseData(show(archive), "be packed with deflate", `method ${method}`, remedy);
}

function packedBytes(path: PathLike, start: number, { packedBytes }: ZipMember): Readable {
  const end = start + packedBytes - 1;
  return createReadStream(path, { start, end, highWaterMark: 1 << 20 });
}

function unpackerOf({ method }: ZipMember): Transform {
  return method === deflated ? createInflateRaw({ chunkSize: 1 << 20 }) : new PassThrough();
}

/** Computes the checksum and the length of a stream. */
class Checksum extends Transform {
  crc = 0;
  bytes = 0;

  override _transform(block: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.crc = crc32(block, this.crc);
    this.bytes += block.length;
    done(null, block);
  }
}

/** The place after the local header, whose fields may have other lengths than in the directory. */
async function dataStart(path: PathLike, start: number): Promise<number | null> {
  const file = await open(path, "r");
  try {
    const header = await readAt(file, start, 30);
    if (header.length < 30 || header.readUInt32LE(0) !== localMark) return null;
    return start + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

// The bytes of a text file, unpacked where it is packed.

import { createReadStream, type ReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Compression } from "./format.js";
import type { InputFile } from "./input-file.js";

/** Bytes of a block, at most. */
export const textBlockBytes = 1 << 20;

const unpackers = {
  none: (raw) => raw,
  gzip: (raw, chunkSize) => {
    const text = raw.pipe(createGunzip({ chunkSize }));
    raw.on("error", (error) => text.destroy(error));
    text.on("close", () => raw.destroy());
    return text;
  },
  zstd: () => {
    throw new Error("zstd is unpacked by DuckDB alone");
  },
} satisfies Readonly<Record<Compression, (raw: ReadStream, chunkSize: number) => Readable>>;

/** Stopping the iteration closes the file. */
export function openText({ path, compression }: InputFile, blockBytes = textBlockBytes): Readable {
  return unpackers[compression](createReadStream(path, { highWaterMark: blockBytes }), blockBytes);
}

/** As much as can be unpacked: damage is reported by the check of the whole file. */
export async function* untilDamaged(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  try {
    yield* stream;
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith("Z_")) throw error;
  }
}

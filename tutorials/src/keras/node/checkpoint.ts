// A snapshot as a safetensors file: the length of the header, the header as JSON, and the numbers
// of the tensors. Everything else is in the header's `__metadata__`, with a checksum of the whole
// file. A file is written completely or not at all.

import { createHash } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { RunError } from "../../support/run.js";
import type { Snapshot, StoredTensor } from "../training/snapshot.js";
import type { Configuration } from "../tutorial.js";

export interface Checkpoint {
  readonly configuration: Configuration;
  readonly snapshot: Snapshot;
}

interface Entry {
  readonly dtype: "F32";
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

interface Metadata {
  readonly configuration: string;
  readonly numbers: string;
  readonly sha256: string;
}

type Header = Readonly<Record<string, Entry>> & { readonly __metadata__: Metadata };

/** Writes beside, flushes, then renames: an interrupted run keeps the checkpoint before. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, "w");
  try {
    await file.writeFile(encode(checkpoint));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}

/**
 * @returns undefined if there is no file.
 * @throws RunError if the file is not a complete checkpoint.
 */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new RunError(
      `the checkpoint ${path} cannot be read (${(error as NodeJS.ErrnoException).code}). Start anew with --fresh.`,
    );
  }
  try {
    return decode(bytes);
  } catch (error) {
    throw new RunError(
      `the checkpoint ${path} is damaged: ${(error as Error).message}. Start anew with --fresh.`,
    );
  }
}

export function encode({ configuration, snapshot }: Checkpoint): Buffer {
  const entries: Record<string, Entry> = {};
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [list, tensors] of Object.entries(snapshot.tensors))
    for (const [i, { shape, data }] of tensors.entries()) {
      entries[`${list}/${i}`] = {
        dtype: "F32",
        shape,
        data_offsets: [offset, offset + data.byteLength],
      };
      parts.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
      offset += data.byteLength;
    }
  const body = Buffer.concat(parts);
  const texts = {
    configuration: JSON.stringify(configuration),
    numbers: JSON.stringify(snapshot.numbers),
  };
  const header = Buffer.from(
    JSON.stringify({ __metadata__: { ...texts, sha256: checksum(texts, body) }, ...entries }),
  );
  // The numbers begin at a multiple of 8, since readers map them to memory.
  const padded = Buffer.concat([header, Buffer.alloc(-header.length & 7, " ")]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, body]);
}

export function decode(bytes: Buffer): Checkpoint {
  if (bytes.length < 8) throw new Error(`it has ${bytes.length} bytes`);
  const length = Number(bytes.readBigUInt64LE());
  if (length > bytes.length - 8) throw new Error("its header is incomplete");
  const { __metadata__: metadata, ...entries } = JSON.parse(
    bytes.toString("utf8", 8, 8 + length),
  ) as Header;
  const body = bytes.subarray(8 + length);
  if (checksum(metadata, body) !== metadata.sha256) throw new Error("its checksum does not fit");
  const tensors: Record<string, StoredTensor[]> = {};
  for (const [key, { shape, data_offsets }] of Object.entries(entries as Record<string, Entry>)) {
    const [list, index] = [
      key.slice(0, key.lastIndexOf("/")),
      Number(key.slice(key.lastIndexOf("/") + 1)),
    ];
    tensors[list] ??= [];
    tensors[list][index] = {
      shape,
      data: new Float32Array(Uint8Array.from(body.subarray(...data_offsets)).buffer),
    };
  }
  return {
    configuration: JSON.parse(metadata.configuration),
    snapshot: { numbers: JSON.parse(metadata.numbers), tensors },
  };
}

function checksum({ configuration, numbers }: Omit<Metadata, "sha256">, body: Buffer): string {
  return createHash("sha256").update(configuration).update(numbers).update(body).digest("hex");
}

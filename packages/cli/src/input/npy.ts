// NumPy's .npy files: a header in Python's notation, then numbers.

import { type FileHandle, open } from "node:fs/promises";
import { refuseData, show } from "../errors.js";

/** A file of numbers, read in pieces. */
export interface Npy {
  readonly name: string;
  readonly length: number;
  /** Numbers `start … start + out.length − 1`, into `out`. */
  read(start: number, out: Float64Array): Promise<void>;
  close(): Promise<void>;
}

type Read = (view: DataView, at: number, isLittle: boolean) => number;

const kinds: Readonly<Record<string, { bytes: number; read: Read }>> = {
  f8: { bytes: 8, read: (view, at, isLittle) => view.getFloat64(at, isLittle) },
  f4: { bytes: 4, read: (view, at, isLittle) => view.getFloat32(at, isLittle) },
  f2: { bytes: 2, read: (view, at, isLittle) => halfToNumber(view.getUint16(at, isLittle)) },
  i8: { bytes: 8, read: (view, at, isLittle) => Number(view.getBigInt64(at, isLittle)) },
  i4: { bytes: 4, read: (view, at, isLittle) => view.getInt32(at, isLittle) },
  i2: { bytes: 2, read: (view, at, isLittle) => view.getInt16(at, isLittle) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u8: { bytes: 8, read: (view, at, isLittle) => Number(view.getBigUint64(at, isLittle)) },
  u4: { bytes: 4, read: (view, at, isLittle) => view.getUint32(at, isLittle) },
  u2: { bytes: 2, read: (view, at, isLittle) => view.getUint16(at, isLittle) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  b1: { bytes: 1, read: (view, at) => view.getUint8(at) },
};

/** A number of 16 bits: 1 of sign, 5 of the exponent, 10 of the fraction. */
function halfToNumber(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 === 0 ? 1 : -1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** @throws DataError for anything but an .npy file of one column of numbers. */
export async function openNpy(path: string, name: string): Promise<Npy> {
  const file = await open(path, "r");
  try {
    return await openHandle(file, name);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openHandle(file: FileHandle, name: string): Promise<Npy> {
  const { header, start } = await readHeader(file, name);
  const descr = /'descr'\s*:\s*'([<>|=]?)(\w+)'/.exec(header);
  const kind = descr && kinds[descr[2]!];
  if (!kind)
    refuseData(show(name), `hold numbers, ${Object.keys(kinds).join(", ")}`, show(header.trim()));
  const isLittle = descr[1] !== ">";
  const length = lengthOf(header, name);
  const { size } = await file.stat();
  const needed = start + length * kind.bytes;
  if (size !== needed)
    refuseData(show(name), `hold ${needed} bytes for its ${length} numbers`, `${size}`);
  return {
    name,
    length,
    async read(from, out) {
      const buffer = Buffer.alloc(out.length * kind.bytes);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, start + from * kind.bytes);
      if (bytesRead < buffer.length)
        refuseData(show(name), "stay as it is while it is read", "a shorter file");
      const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
      for (let i = 0; i < out.length; i++) out[i] = kind.read(view, i * kind.bytes, isLittle);
    },
    close: () => file.close(),
  };
}

/** The length of an array with one axis, or with a second one of length 1. */
function lengthOf(header: string, name: string): number {
  const inside = /'shape'\s*:\s*\(([^)]*)\)/.exec(header)?.[1];
  const shape = (inside ?? "")
    .split(",")
    .flatMap((one) =>
      one.trim() === "" ? [] : [/^\s*\d+L?\s*$/.test(one) ? parseInt(one, 10) : NaN],
    );
  const isColumn = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  if (!isColumn || !Number.isSafeInteger(shape[0]))
    refuseData(
      show(name),
      "be of shape [N] or [N, 1]",
      inside === undefined ? "none" : `[${inside}]`,
    );
  return shape[0]!;
}

const longestHeader = 65_536;

async function readHeader(
  file: FileHandle,
  name: string,
): Promise<{ header: string; start: number }> {
  const buffer = Buffer.alloc(longestHeader);
  const { bytesRead } = await file.read(buffer, 0, longestHeader, 0);
  const isNpy = bytesRead >= 12 && buffer.subarray(0, 6).equals(Buffer.from("\x93NUMPY", "latin1"));
  if (!isNpy) refuseData(show(name), "be an .npy file", "something else");
  const [lengthBytes, version] = buffer[6]! >= 2 ? [4, 2] : [2, 1];
  const length = version === 2 ? buffer.readUInt32LE(8) : buffer.readUInt16LE(8);
  const start = 8 + lengthBytes + length;
  if (start > bytesRead) refuseData(show(name), "be an .npy file", "a header that ends early");
  return { header: buffer.toString("latin1", 8 + lengthBytes, start), start };
}

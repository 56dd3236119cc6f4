// NumPy's .npy files: a header in Python's notation, then numbers.

import { type FileHandle, open } from "node:fs/promises";
import { refuseData, refuseUsage, show } from "../errors.js";

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

const kindNames = Object.keys(kinds).join(", ");

/** A number of 16 bits: 1 of sign, 5 of the exponent, 10 of the fraction. */
function halfToNumber(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 === 0 ? 1 : -1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * @param column Which numbers of each row, if there are several: the name of a field, the number of
 * an element, or the one with the other.
 * @throws DataError for anything but an .npy file of numbers, one for each row.
 */
export async function openNpy(path: string, name: string, column?: string): Promise<Npy> {
  const file = await open(path, "r");
  try {
    return await openHandle(file, name, column);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openHandle(file: FileHandle, name: string, column?: string): Promise<Npy> {
  const { header, start } = await readHeader(file, name);
  const layout = layoutOf(header, name);
  const { size } = await file.stat();
  const needed = start + layout.length * layout.rowBytes;
  if (size !== needed)
    refuseData(show(name), `hold ${needed} bytes for its ${numbersOf(layout)} numbers`, `${size}`);
  const { kind, isLittle, offset, stride } = placeOf(layout, column, name);
  return {
    name,
    length: layout.length,
    async read(from, out) {
      const bytes = out.length === 0 ? 0 : (out.length - 1) * stride + kind.bytes;
      const buffer = Buffer.alloc(bytes);
      const { bytesRead } = await file.read(buffer, 0, bytes, start + offset + from * stride);
      if (bytesRead < bytes)
        refuseData(show(name), "stay as it is while it is read", "a shorter file");
      const view = new DataView(buffer.buffer, buffer.byteOffset, bytes);
      for (let i = 0; i < out.length; i++) out[i] = kind.read(view, i * stride, isLittle);
    },
    close: () => file.close(),
  };
}

type Kind = (typeof kinds)[string];

/** Numbers of one kind in each row, side by side. */
export interface NpyField {
  /** Empty if rows have no fields. */
  readonly name: string;
  readonly kind: Kind;
  readonly isLittle: boolean;
  /** Bytes from the beginning of the row. */
  readonly offset: number;
  readonly count: number;
}

export interface NpyLayout {
  readonly length: number;
  readonly rowBytes: number;
  readonly fields: readonly NpyField[];
  /** Whether a column lies after the other, as Fortran and pandas have them. */
  readonly isByColumn: boolean;
}

/** The layout of a file. */
export async function npyLayout(path: string, name: string): Promise<NpyLayout> {
  const file = await open(path, "r");
  try {
    return layoutOf((await readHeader(file, name)).header, name);
  } finally {
    await file.close();
  }
}

/** The columns by which numbers of a file are named. */
export function columnsOf({ fields }: NpyLayout): string[] {
  return fields.flatMap(({ name, count }) => {
    const elements = Array.from({ length: count }, (_, i) =>
      name === "" ? `${i}` : `${name}[${i}]`,
    );
    return count === 1 && name !== "" ? [name] : elements;
  });
}

function placeOf(layout: NpyLayout, column: string | undefined, name: string) {
  const { fields, isByColumn, length, rowBytes } = layout;
  const known = columnsOf(layout);
  const index = column === undefined && known.length === 1 ? 0 : known.indexOf(column ?? "");
  if (index < 0) refuseColumn(layout, known, column, name);
  let before = 0;
  for (const { kind, isLittle, offset, count } of fields) {
    const element = index - before;
    if (element < count)
      return isByColumn
        ? { kind, isLittle, offset: element * length * kind.bytes, stride: kind.bytes }
        : { kind, isLittle, offset: offset + element * kind.bytes, stride: rowBytes };
    before += count;
  }
  throw new Error("a column is of a field");
}

const numbersOf = ({ length, fields }: NpyLayout) =>
  length * fields.reduce((sum, { count }) => sum + count, 0);

function refuseColumn(
  { length, fields }: NpyLayout,
  known: readonly string[],
  column: string | undefined,
  name: string,
): never {
  const there = `It has ${known.slice(0, 8).map(show).join(", ")}.`;
  if (column !== undefined)
    return refuseUsage("a column", `be one of ${show(name)}`, show(column), there);
  const remedy = `Name its columns with --label and --prediction. ${there}`;
  if (fields.length > 1 || fields[0]!.name !== "")
    return refuseData(show(name), `hold numbers, ${kindNames}`, "records", remedy);
  return refuseData(
    show(name),
    "be of shape [N] or [N, 1]",
    `[${length}, ${fields[0]!.count}]`,
    remedy,
  );
}

function layoutOf(header: string, name: string): NpyLayout {
  const shape = shapeOf(header, name);
  const [length = 0, width = 1] = shape;
  const isByColumn = shape.length === 2 && /'fortran_order'\s*:\s*True/.test(header);
  const structure = /'descr'\s*:\s*(\[.*\])/s.exec(header)?.[1];
  if (structure !== undefined && shape.length === 1) return structured(structure, length, name);
  const descr = /'descr'\s*:\s*'([<>|=]?\w+)'/.exec(header)?.[1];
  const type = descr === undefined ? null : typeIn(descr);
  if (type === null) refuseKind(header, name);
  const { kind } = type;
  const field = { name: "", ...type, offset: 0, count: width };
  return { length, rowBytes: kind.bytes * width, fields: [field], isByColumn };
}

function refuseKind(header: string, name: string): never {
  return refuseData(show(name), `hold numbers, ${kindNames}`, show(header.trim()));
}

function typeIn(descr: string): { kind: Kind; isLittle: boolean } | null {
  const [, order, code] = /^([<>|=]?)(\w+)$/.exec(descr) ?? [];
  const kind = kinds[code ?? ""];
  return kind === undefined ? null : { kind, isLittle: order !== ">" };
}

/** Of rows with fields, as of a structured array: [('y', '<i8'), ('p', '<f4', (2,))]. */
function structured(structure: string, length: number, name: string): NpyLayout {
  const field =
    /\(\s*'((?:[^'\\]|\\.)*)'\s*,\s*'([<>|=]?)(\w+)'\s*(?:,\s*\(\s*(\d+)\s*,?\s*\)\s*)?\)/g;
  const fields: NpyField[] = [];
  let offset = 0;
  for (const [, own, order, code, count = "1"] of structure.matchAll(field)) {
    const type = typeIn(`${order}${code}`);
    // Text and bytes between the numbers are passed over.
    const width = type?.kind.bytes ?? widthOf(code!) ?? refuseKind(structure, name);
    if (type !== null) fields.push({ name: own!, ...type, offset, count: Number(count) });
    offset += width * Number(count);
  }
  const isWhole = structure.replace(field, "").replace(/[[\],\s]/g, "") === "";
  if (fields.length === 0 || !isWhole) refuseKind(structure, name);
  return { length, rowBytes: offset, fields, isByColumn: false };
}

/** Bytes of a type that is no number: S10, U4, V2, M8. */
function widthOf(code: string): number | undefined {
  const [, kind, count] = /^([SaUVMmcg])(\d+)$/.exec(code) ?? [];
  return kind === undefined ? undefined : Number(count) * (kind === "U" ? 4 : 1);
}

/** One axis, or a second one of a few columns. */
function shapeOf(header: string, name: string): number[] {
  const inside = /'shape'\s*:\s*\(([^)]*)\)/.exec(header)?.[1];
  const shape = (inside ?? "")
    .split(",")
    .flatMap((one) =>
      one.trim() === "" ? [] : [/^\s*\d+L?\s*$/.test(one) ? parseInt(one, 10) : NaN],
    );
  const isTable = shape.length === 1 || (shape.length === 2 && shape[1]! > 0);
  if (!isTable || !shape.every(Number.isSafeInteger))
    refuseData(
      show(name),
      "be of shape [N] or [N, 1]",
      inside === undefined ? "none" : `[${inside}]`,
    );
  return shape;
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

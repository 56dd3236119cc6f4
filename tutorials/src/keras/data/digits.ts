// Parses handwritten digits in the format of the MNIST files: IDX, with a big-endian header. The
// bytes come from a file or from the web, and are read elsewhere.

import type { Images } from "../tutorial.js";

export interface Digits {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /** Brightness from 0 to 255, row by row. */
  readonly pixels: Uint8Array;
}

const imagesMagic = 0x0803; // unsigned bytes in three dimensions
const labelsMagic = 0x0801;

/** Says what is wrong with the data. The caller adds where the data come from. */
export class DataError extends Error {}

/** @throws DataError if the bytes are not an IDX file of pictures. */
export function parseIdxImages(bytes: Uint8Array, limit = Infinity): Digits {
  const [magic, count, rows, columns] = header(bytes, 4);
  if (magic !== imagesMagic) throw wrongMagic("pictures", imagesMagic, magic!);
  expectLength(bytes, 16 + count! * rows! * columns!);
  const used = Math.min(count!, limit);
  return {
    count: used,
    rows: rows!,
    columns: columns!,
    pixels: bytes.subarray(16, 16 + used * rows! * columns!),
  };
}

/** @throws DataError if the bytes are not an IDX file of labels. */
export function parseIdxLabels(bytes: Uint8Array): Uint8Array {
  const [magic, count] = header(bytes, 2);
  if (magic !== labelsMagic) throw wrongMagic("labels", labelsMagic, magic!);
  expectLength(bytes, 8 + count!);
  return bytes.subarray(8);
}

function header(bytes: Uint8Array, fields: number): number[] {
  if (bytes.length < 4 * fields)
    throw new DataError(`must be an IDX file, got ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Array.from({ length: fields }, (_, i) => view.getUint32(4 * i));
}

function wrongMagic(what: string, expected: number, got: number): DataError {
  const hex = (magic: number) => `0x${magic.toString(16).padStart(8, "0")}`;
  return new DataError(
    `must be an IDX file of ${what}, which starts with ${hex(expected)}, got ${hex(got)}`,
  );
}

function expectLength(bytes: Uint8Array, length: number): void {
  if (bytes.length !== length)
    throw new DataError(`must have ${length} bytes as its header says, got ${bytes.length}`);
}

/**
 * Scales digits to [-1, 1], as the tutorials do, and adds a black margin: 28 × 28 pixels with a
 * margin of 2 give 32 × 32.
 */
export function toImages({ count, rows, columns, pixels }: Digits, margin = 0): Images {
  const [height, width] = [rows + 2 * margin, columns + 2 * margin];
  const data = new Float32Array(count * height * width).fill(-1);
  for (let i = 0, from = 0; i < count; i++)
    for (let row = 0; row < rows; row++) {
      const to = (i * height + row + margin) * width + margin;
      for (let column = 0; column < columns; column++, from++)
        data[to + column] = pixels[from]! / 127.5 - 1;
    }
  return { count, height, width, channels: 1, data };
}

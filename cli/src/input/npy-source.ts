// The rows of .npy files side by side: labels, predictions and, if there is a third, weights.

import { refuseData, refuseUsage, show } from "../errors.js";
import type { Batch, RawRow, RowRange, Source } from "./batch.js";
import type { InputFile } from "./files.js";
import { type Npy, openNpy } from "./npy.js";

const step = 16_384;

export interface NpySource extends Source {
  /** How many rows there are. */
  length(): Promise<number>;
  batches(rows?: RowRange): AsyncIterable<Batch>;
}

export function npySource(files: readonly InputFile[]): NpySource {
  if (files.length !== 2 && files.length !== 3) {
    refuseUsage("FILE", "be two or three .npy files: labels, predictions and weights", `${files.length}`);
  }

  async function length(): Promise<number> {
    const opened = await openAll(files);
    for (const file of opened) await file.close();
    return opened[0]!.length;
  }

  async function* batches(rows?: RowRange): AsyncGenerator<Batch, void> {
    const opened = await openAll(files);
    try {
      const { first, end } = rows ?? { first: 0, end: opened[0]!.length };
      for (let start = first; start < end; start += step) {
        const columns = opened.map(() => new Float64Array(Math.min(step, end - start)));
        for (const [i, column] of columns.entries()) await opened[i]!.read(start, column);
        const [labels, predictions, weights] = columns;
        yield { count: labels!.length, labels: labels!, predictions: predictions!, weights: weights ?? null, groups: null };
      }
    } finally {
      for (const file of opened) await file.close();
    }
  }

  async function rawRows(rows: readonly number[]): Promise<RawRow[]> {
    const opened = await openAll(files);
    const text = async (file: Npy | undefined, row: number) => {
      const out = new Float64Array(1);
      await file?.read(row - 1, out);
      return file ? String(out[0]) : null;
    };
    const [labels, predictions, weights] = opened;
    const found: RawRow[] = [];
    for (const row of rows) {
      found.push({
        label: await text(labels, row),
        prediction: await text(predictions, row),
        weight: weights && (await text(weights, row)),
      });
    }
    for (const file of opened) await file.close();
    return found;
  }

  return {
    name: files.map(({ name }) => name).join(", "),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: 0,
    length,
    batches,
    rawRows,
    linesOf: async () => null,
    rejected: async () => [],
  };
}

async function openAll(files: readonly InputFile[]): Promise<Npy[]> {
  const opened: Npy[] = [];
  try {
    for (const { path, name } of files) opened.push(await openNpy(path, name));
    const odd = opened.find(({ length }) => length !== opened[0]!.length);
    if (odd) refuseData(show(odd.name), `hold as many numbers as ${show(opened[0]!.name)}, ${opened[0]!.length}`, `${odd.length}`);
    return opened;
  } catch (error) {
    for (const file of opened) await file.close();
    throw error;
  }
}

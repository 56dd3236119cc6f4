// The rows of .npy files side by side: labels, predictions and, if there is a third, weights.

import { refuseData, refuseUsage, show } from "../errors.js";
import type { Batch, RawRow, Source } from "./batch.js";
import type { InputFile } from "./input-file.js";
import { type Npy, openNpy } from "./npy.js";

const step = 16_384;

/** @param name How messages call them together. */
export function npySource(files: readonly InputFile[], name = files.map((file) => file.name).join(", ")): Source {
  if (files.length !== 2 && files.length !== 3) {
    refuseUsage("FILE", "be two or three .npy files: labels, predictions and weights", `${files.length}`);
  }

  async function* batches(): AsyncGenerator<Batch, void> {
    const opened = await openAll(files);
    try {
      const length = opened[0]!.length;
      for (let start = 0; start < length; start += step) {
        const columns = opened.map(() => new Float64Array(Math.min(step, length - start)));
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
    name,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: 0,
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

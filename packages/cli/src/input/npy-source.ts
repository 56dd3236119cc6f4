// The rows of .npy files side by side: labels, predictions and, if there is a third, weights.

import { refuseData, refuseUsage, show } from "../errors.js";
import { isIn, probabilities } from "../rows/can-be-scored.js";
import type { Batch, ColumnSample, RawRow, RowRange, Source } from "./batch.js";
import type { Classes } from "./classes.js";
import type { InputFile } from "./input-file.js";
import { type Npy, type NpyField, npyLayout, openNpy } from "./npy.js";
import { parseNumber } from "./number.js";

const step = 16_384;

export interface NpySource extends Source {
  /** The number of rows. */
  length(): Promise<number>;
  batches(rows?: RowRange): AsyncIterable<Batch>;
}

const namesOf = (files: readonly InputFile[]) => files.map(({ name }) => name).join(", ");

/** @param name Their common name in messages. */
export function npySource(
  files: readonly InputFile[],
  classes: Classes | null,
  name = namesOf(files),
): NpySource {
  if (files.length !== 2 && files.length !== 3) {
    refuseUsage(
      "FILE",
      "be two or three .npy files: labels, predictions and weights",
      `${files.length}`,
    );
  }

  return {
    name,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: 0,
    length: () => lengthOf(files),
    batches: (rows) => batchesOf(files, classes, rows),
    rawRows: (rows) => rawRowsOf(files, rows),
    sample: (column) => sampleOf(files[column === "label" ? 0 : 1]!),
    misread: async () => [],
    linesOf: async () => null,
    rejected: async () => [],
  };
}

async function lengthOf(files: readonly InputFile[]): Promise<number> {
  const opened = await openAll(files);
  for (const file of opened) await file.close();
  return opened[0]!.length;
}

async function* batchesOf(
  files: readonly InputFile[],
  classes: Classes | null,
  rows?: RowRange,
): AsyncGenerator<Batch, void> {
  const opened = await openAll(files);
  try {
    const { first, end } = rows ?? { first: 0, end: opened[0]!.length };
    for (let start = first; start < end; start += step) {
      const columns = opened.map(() => new Float64Array(Math.min(step, end - start)));
      for (const [i, column] of columns.entries()) await opened[i]!.read(start, column);
      const [labels, predictions, weights] = columns;
      if (classes !== null) toClasses(labels!, classes);
      yield {
        count: labels!.length,
        labels: labels!,
        predictions: predictions!,
        weights: weights ?? null,
        groups: null,
      };
    }
  } finally {
    for (const file of opened) await file.close();
  }
}

async function rawRowsOf(files: readonly InputFile[], rows: readonly number[]): Promise<RawRow[]> {
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

async function sampleOf(file: InputFile): Promise<ColumnSample> {
  const numbers = (await firstNumbers(file)).filter((x) => !Number.isNaN(x));
  const finite = numbers.filter(Number.isFinite);
  return {
    name: null,
    values: [...new Set(numbers)].slice(0, mostValues).map(String),
    lowest: finite.reduce((a, b) => Math.min(a, b), Infinity),
    highest: finite.reduce((a, b) => Math.max(a, b), -Infinity),
    shareOutside: finite.filter((x) => !isIn(probabilities, x)).length / finite.length,
  };
}

/** The numbers of an array; of percentages the shares that they are. */
async function open({ path, name, column, isPercent }: InputFile): Promise<Npy> {
  const array = await openNpy(path, name, column);
  if (!isPercent) return array;
  return {
    ...array,
    async read(start, out) {
      await array.read(start, out);
      for (let i = 0; i < out.length; i++) out[i]! /= 100;
    },
  };
}

async function openAll(files: readonly InputFile[]): Promise<Npy[]> {
  const opened: Npy[] = [];
  try {
    for (const file of files) opened.push(await open(file));
    const odd = opened.find(({ length }) => length !== opened[0]!.length);
    if (odd)
      refuseData(
        show(odd.name),
        `hold as many numbers as ${show(opened[0]!.name)}, ${opened[0]!.length}`,
        `${odd.length}`,
      );
    return opened;
  } catch (error) {
    for (const file of opened) await file.close();
    throw error;
  }
}

const mostValues = 8;

/** Of the labels: 1, 0, and NaN for a third value. */
function toClasses(labels: Float64Array, { positive, negative }: Classes): void {
  const [one, zero] = [parseNumber(positive), negative === null ? NaN : parseNumber(negative)];
  for (let i = 0; i < labels.length; i++)
    labels[i] = labels[i] === one ? 1 : labels[i] === zero ? 0 : NaN;
}

/** The class named by --positive, and the other one. @throws UsageError if no label has it. */
export async function classesOfArrays(
  labels: readonly InputFile[],
  positive: string,
): Promise<Classes> {
  const wanted = parseNumber(positive);
  let isThere = false;
  let negative: string | null = null;
  for (const file of labels) {
    for await (const numbers of numbersIn(file)) {
      isThere ||= numbers.includes(wanted);
      const other: number | undefined =
        negative === null ? numbers.find((x) => x !== wanted && !Number.isNaN(x)) : undefined;
      if (other !== undefined) negative = String(other);
      if (isThere && negative !== null) return { positive, negative };
    }
  }
  if (!isThere)
    refuseUsage(
      "--positive",
      "be a value of the labels",
      show(positive),
      negative === null ? "" : `There is ${negative}.`,
    );
  return { positive, negative };
}

async function* numbersIn(file: InputFile): AsyncGenerator<Float64Array, void> {
  const opened = await open(file);
  try {
    for (let start = 0; start < opened.length; start += step) {
      const numbers = new Float64Array(Math.min(step, opened.length - start));
      await opened.read(start, numbers);
      yield numbers;
    }
  } finally {
    await opened.close();
  }
}

async function firstNumbers(file: InputFile): Promise<Float64Array> {
  for await (const numbers of numbersIn(file)) return numbers;
  return new Float64Array(0);
}

/** How far two probabilities of a row may be from a sum of 1, as of float16. */
const rounding = 2e-3;

/**
 * The probabilities of the positive class, where an array has those of both: the second column, as of
 * scikit-learn's predict_proba. Otherwise the file as it is.
 */
export async function ofPositiveClass(
  file: InputFile,
  note: (sentence: string) => void,
): Promise<InputFile> {
  const { fields } = await npyLayout(file.path, file.name);
  const [{ name, count }] = fields as [NpyField];
  if (fields.length > 1 || name !== "" || count !== 2) return file;
  if (!(await addUpToOne(file))) return file;
  note(
    `${show(file.name)} has two columns that add up to 1: the second is taken, of the positive class.`,
  );
  return { ...file, column: "1" };
}

async function addUpToOne(file: InputFile): Promise<boolean> {
  const [negative, positive] = [
    await open({ ...file, column: "0" }),
    await open({ ...file, column: "1" }),
  ];
  try {
    for (let start = 0; start < negative.length; start += step) {
      const [a, b] = [negative, positive].map(
        () => new Float64Array(Math.min(step, negative.length - start)),
      ) as [Float64Array, Float64Array];
      await negative.read(start, a);
      await positive.read(start, b);
      if (a.some((p, i) => !(Math.abs(p + b[i]! - 1) <= rounding))) return false;
    }
    return true;
  } finally {
    await negative.close();
    await positive.close();
  }
}

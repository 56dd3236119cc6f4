// Reads the credit-card fraud data of the tutorial, from the CSV file as published.

import { createReadStream, statSync } from "node:fs";
import { join } from "node:path";
import { type CsvError, parse } from "csv-parse";
import { DataError } from "../data/digits.js";
import type { Table } from "../data/table.js";

const measured = Array.from({ length: 28 }, (_, i) => `V${i + 1}`);
const columns = ["Time", ...measured, "Amount", "Class"];

/** Added to amounts, since 0 has no logarithm. */
const smallest = 0.001;

/** As in the tutorial, leaves out the time and takes the logarithm of the amount. */
export async function readCreditCards(path: string): Promise<Table> {
  const file = statSync(path).isDirectory() ? join(path, "creditcard.csv") : path;
  const features: number[] = [];
  const labels: number[] = [];
  const rows = createReadStream(file).pipe(parse({ bom: true, skip_empty_lines: true }));
  let order: number[] | undefined;
  try {
    for await (const cells of rows as AsyncIterable<string[]>) {
      if (!order) order = readHeader(file, cells);
      else readRow(file, order, cells, features, labels);
    }
  } catch (error) {
    throw error instanceof DataError
      ? error
      : new DataError(`${file} cannot be read (${(error as CsvError).code ?? error})`);
  }
  if (labels.length === 0) throw new DataError(`${file} must have rows, got none`);
  const fraud = labels.reduce((sum, label) => sum + label, 0);
  const description = `${labels.length} transactions, ${fraud} of them fraudulent`;
  return {
    description,
    count: labels.length,
    width: 29,
    features: Float32Array.from(features),
    labels: Uint8Array.from(labels),
  };
}

/** The index of each column. They may come in any order, with others in between. */
function readHeader(file: string, cells: readonly string[]): number[] {
  const missing = columns.filter((name) => !cells.includes(name));
  if (missing.length === 0) return columns.map((name) => cells.indexOf(name));
  throw new DataError(
    `${file} must have the columns Time, V1 to V28, Amount and Class, got none named ${missing.join(", ")}`,
  );
}

function readRow(
  file: string,
  order: readonly number[],
  cells: readonly string[],
  features: number[],
  labels: number[],
): void {
  const number = (column: number) => {
    const text = cells[order[column]!]!;
    const x = text.trim() === "" ? NaN : Number(text);
    if (Number.isFinite(x)) return x;
    throw new DataError(
      `${file} must have numbers, got ${JSON.stringify(text)} in column ${columns[column]} of row ${labels.length + 1}`,
    );
  };
  const [amount, label] = [number(29), number(30)];
  if (amount < 0)
    throw new DataError(
      `${file} must have amounts of at least 0, got ${amount} in row ${labels.length + 1}`,
    );
  if (label !== 0 && label !== 1)
    throw new DataError(
      `${file} must have classes 0 and 1, got ${label} in row ${labels.length + 1}`,
    );
  for (let i = 1; i <= 28; i++) features.push(number(i));
  features.push(Math.log(amount + smallest));
  labels.push(label);
}

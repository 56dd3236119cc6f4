// Arrays as a table, so that they can be joined: their columns are written as CSV.

import { createWriteStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Session } from "../../duckdb/session.js";
import { refuseData, show } from "../../errors.js";
import type { InputFile, TableFile } from "../../input/input-file.js";
import { columnsOf, type Npy, npyLayout, openNpy } from "../../input/npy.js";
import { arraysIn } from "../../input/npz.js";
import { stampOf } from "../../input/stamp.js";
import { unpack } from "../../input/unpack.js";

/** Rows that are written at once. */
const step = 16_384;

/** All columns of an .npy or .npz file, as a file of text. */
export async function asTable(session: Session, file: InputFile): Promise<TableFile> {
  const arrays: Npy[] = [];
  const names: string[] = [];
  try {
    for (const { name, array } of await arraysOf(session, file)) {
      arrays.push(await openNpy(array.path, array.name, array.column));
      names.push(name);
    }
    const odd = arrays.find(({ length }) => length !== arrays[0]!.length);
    if (odd) refuseData(show(odd.name), `hold ${arrays[0]!.length} numbers`, `${odd.length}`);
    const path = await unpack(session, file, (to) =>
      pipeline(Readable.from(textOf(names, arrays)), createWriteStream(to)),
    );
    const stats = statSync(path, { bigint: true });
    const made = { path, bytes: Number(stats.size), stamp: stampOf(stats), isOfArrays: true };
    return { ...file, ...made, format: "csv", compression: "none" };
  } finally {
    for (const array of arrays) await array.close();
  }
}

async function arraysOf(
  session: Session,
  file: InputFile,
): Promise<{ name: string; array: InputFile }[]> {
  const members =
    file.format === "npz" ? await arraysIn(session, file) : [{ name: "", array: file }];
  const found: { name: string; array: InputFile }[] = [];
  for (const { name, array } of members) {
    const columns = columnsOf(await npyLayout(array.path, array.name));
    for (const column of columns) {
      const own = columns.length === 1 && name !== "" ? name : nameOf(name, column);
      found.push({ name: own, array: { ...array, column } });
    }
  }
  return found;
}

/** The name of a column of an array, as elsewhere: p[1], rows.p. */
function nameOf(array: string, column: string): string {
  if (array === "") return column;
  return /^\d+$/.test(column) ? `${array}[${column}]` : `${array}.${column}`;
}

async function* textOf(
  names: readonly string[],
  arrays: readonly Npy[],
): AsyncGenerator<string, void> {
  yield `${names.map((name) => `"${name.replaceAll('"', '""')}"`).join(",")}\n`;
  const { length } = arrays[0]!;
  for (let start = 0; start < length; start += step) {
    const columns = arrays.map(() => new Float64Array(Math.min(step, length - start)));
    for (const [i, column] of columns.entries()) {
      await arrays[i]!.read(start, column);
      // Beyond, whole numbers are not told from their neighbours.
      const large = column.find((x) => Number.isInteger(x) && !Number.isSafeInteger(x));
      if (large !== undefined)
        refuseData(show(arrays[i]!.name), "hold whole numbers below 2^53 to be joined", `${large}`);
    }
    let text = "";
    for (let row = 0; row < columns[0]!.length; row++)
      text += `${columns.map((column) => column[row]).join(",")}\n`;
    yield text;
  }
}

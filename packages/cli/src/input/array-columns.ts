// The columns of arrays with several numbers in each row: of a structured .npy file by the names of
// its fields, of other ones by their numbers.

import { refuseUsage, show } from "../errors.js";
import { type ColumnNames, namesInstead } from "./columns.js";
import type { InputFile } from "./input-file.js";
import { columnsOf, npyLayout } from "./npy.js";

/** Whether rows have several numbers, so that columns are to be named. */
export async function hasColumns({ path, name }: InputFile): Promise<boolean> {
  return columnsOf(await npyLayout(path, name)).length > 1;
}

/** Labels, predictions and weights of one file, as files of their own. */
export async function columnsOfArray(
  file: InputFile,
  { label, prediction, weight, by }: ColumnNames,
): Promise<InputFile[]> {
  if (by.length > 0) refuseUsage("--by", "come with tables", `the columns of ${show(file.name)}`);
  const known = columnsOf(await npyLayout(file.path, file.name));
  const wanted: [string, string | undefined][] = [
    ["--label", label],
    ["--prediction", prediction],
    ["--weight", weight],
  ];
  return wanted.flatMap(([option, column]) => {
    if (column === undefined) return [];
    if (!known.includes(column))
      refuseUsage(
        option,
        `name a column of ${show(file.name)}`,
        show(column),
        namesInstead(column, known),
      );
    return { ...file, column };
  });
}

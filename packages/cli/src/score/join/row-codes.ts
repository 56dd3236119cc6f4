// Numbers of rows among several files: the file's number times 2^36 plus the row's, from 1. Both fit
// into a double. 0 stands for no row.

const perFile = 2 ** 36;

/** An expression for the code of a row, given one for its number. */
export function codeIn(file: number, row: string): string {
  return file === 0 ? row : `${file * perFile} + ${row}`;
}

export const fileOf = (code: number): number => Math.floor(code / perFile);

export const rowOf = (code: number): number => code % perFile;

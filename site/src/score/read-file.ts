// A file of the reader's as cells, piece by piece.

import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
} from "hyparquet";
import { CsvReader } from "./csv.js";

export interface Table {
  readonly names: readonly string[];
  /** Calls back with the cells of each row, in the order asked for, and with the share that is read. */
  read(
    columns: readonly string[],
    onRow: (cells: readonly unknown[]) => void,
    onShare: (share: number) => void,
  ): Promise<void>;
}

/** Opens a file by what it begins with: Parquet's four letters, or else CSV. */
export async function openTable(file: Blob): Promise<Table> {
  const magic = await file.slice(0, 4).text();
  return magic === "PAR1" ? openParquet(file) : openCsv(file);
}

async function openCsv(file: Blob): Promise<Table> {
  const header = new CsvReader();
  const start = await file.slice(0, 1 << 16).text();
  const [names] = [...header.push(start), ...header.end()];
  if (names === undefined) throw new Error("The file is empty.");
  return {
    names,
    async read(columns, onRow, onShare) {
      const places = columns.map((name) => names.indexOf(name));
      const reader = new CsvReader();
      const decoder = new TextDecoder();
      let isHeader = true;
      let done = 0;
      const take = (records: readonly string[][]) => {
        for (const record of records) {
          // A line that is too short has empty cells at its end.
          if (!isHeader) onRow(places.map((place) => record[place] ?? ""));
          isHeader = false;
        }
      };
      const chunks = file.stream().getReader();
      for (let chunk = await chunks.read(); !chunk.done; chunk = await chunks.read()) {
        take(reader.push(decoder.decode(chunk.value, { stream: true })));
        done += chunk.value.length;
        onShare(done / file.size);
      }
      take([...reader.push(decoder.decode()), ...reader.end()]);
    },
  };
}

async function openParquet(blob: Blob): Promise<Table> {
  const file: AsyncBuffer = {
    byteLength: blob.size,
    slice: (start, end) => blob.slice(start, end).arrayBuffer(),
  };
  const metadata = await parquetMetadataAsync(file).catch(({ message }: Error) => {
    throw new Error(`The Parquet file cannot be read: ${message}.`);
  });
  return {
    names: topLevelNames(metadata),
    async read(columns, onRow, onShare) {
      const total = Number(metadata.num_rows);
      let rowStart = 0;
      for (const group of metadata.row_groups) {
        const rowEnd = rowStart + Number(group.num_rows);
        const rows = await parquetReadObjects({
          file,
          metadata,
          columns: [...new Set(columns)],
          rowStart,
          rowEnd,
        });
        for (const row of rows) onRow(columns.map((name) => row[name]));
        rowStart = rowEnd;
        onShare(rowStart / total);
      }
    },
  };
}

/** Names of the columns that hold no others. */
function topLevelNames({ schema }: FileMetaData): string[] {
  const names: string[] = [];
  for (let i = 1; i < schema.length; i++) {
    const { name, num_children } = schema[i]!;
    if (num_children) return names;
    names.push(name);
  }
  return names;
}

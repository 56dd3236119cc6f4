// Query results as they come, in chunks of columns: numbers as typed arrays over DuckDB's own memory.

import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";

/** The chunks of a query in order. The next one is fetched while the caller works on this one. */
export async function* streamChunks(connection: DuckDBConnection, sql: string): AsyncGenerator<DuckDBDataChunk, void> {
  const result = await connection.stream(sql);
  let next = result.fetchChunk();
  try {
    for (;;) {
      const chunk = await next;
      if (!chunk || chunk.rowCount === 0) return;
      next = result.fetchChunk();
      yield chunk;
    }
  } finally {
    // Whoever stops early must not leave a rejection behind.
    next.catch(() => undefined);
  }
}

/** A column of type DOUBLE. It lasts as long as the chunk does. */
export function doubles(chunk: DuckDBDataChunk, column: number): Float64Array {
  const bytes = data(chunk, column, 8);
  return new Float64Array(bytes.buffer, bytes.byteOffset, chunk.rowCount);
}

/**
 * A column of type VARCHAR as DuckDB keeps it, four words a row: the length in bytes, then for up to 12 bytes the text,
 * padded with zeros.
 */
export function stringWords(chunk: DuckDBDataChunk, column: number): Uint32Array {
  const bytes = data(chunk, column, 16);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, 4 * chunk.rowCount);
}

function data(chunk: DuckDBDataChunk, column: number, width: number): Uint8Array {
  return duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk.chunk, column), width * chunk.rowCount);
}

/** All rows of a query whose result is small. */
export async function readRows(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowsJS();
}

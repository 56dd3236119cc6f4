// DuckDB's C interface, as its Node package brings the library. Node's own binding delivers every
// 2,048 rows in a separate task and frees them by garbage collection, which takes several times as
// long as reading them.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { quoted } from "../errors.js";
import { refuseMissing } from "./native-packages.js";

/** A pointer of the library; null is none. */
export type Pointer = bigint | null;

/** What is written through a pointer to a pointer. */
export type Out = [Pointer];

/** duckdb_result, passed by value. */
export type RawResult = Record<string, unknown>;

export const pendingState = { ready: 0, notReady: 1, error: 2, noTasks: 3 } as const;

/** duckdb_type, of the columns that are read. */
export const columnTypes = { bigint: 5, double: 11, varchar: 17 } as const;

type Koffi = typeof import("koffi");

export interface CApi {
  open(path: string | null, database: Out, config: Pointer, error: Out): number;
  close(database: Out): void;
  connect(database: Pointer, connection: Out): number;
  disconnect(connection: Out): void;
  createConfig(config: Out): number;
  setConfig(config: Pointer, name: string, value: string): number;
  destroyConfig(config: Out): void;
  progress(connection: Pointer): { percentage: number };
  query(connection: Pointer, sql: string, result: null): number;
  prepare(connection: Pointer, sql: string, statement: Out): number;
  prepareError(statement: Pointer): string | null;
  destroyPrepare(statement: Out): void;
  pendingStreaming(statement: Pointer, pending: Out): number;
  pendingTask(pending: Pointer): number;
  pendingError(pending: Pointer): string | null;
  executePending(pending: Pointer, result: RawResult): number;
  destroyPending(pending: Out): void;
  resultError(result: RawResult): string | null;
  destroyResult(result: RawResult): void;
  columnCount(result: RawResult): bigint | number;
  columnType(result: RawResult, column: number): number;
  fetchChunk(result: RawResult): Pointer;
  destroyChunk(chunk: Out): void;
  chunkSize(chunk: Pointer): bigint | number;
  vector(chunk: Pointer, column: number): Pointer;
  vectorData(vector: Pointer): Pointer;
  vectorValidity(vector: Pointer): Pointer;
  /** Bytes of the library's own memory, as long as it keeps them. */
  view(pointer: Pointer, bytes: number): ArrayBuffer;
}

const fileNames: Readonly<Record<string, string>> = {
  darwin: "libduckdb.dylib",
  win32: "duckdb.dll",
};

/** The folders that Node searches for the packages of this file. */
const requireHere = createRequire(import.meta.url);

/**
 * The library beside Node's binding of it, for this platform.
 * @throws UsageError where it is not installed.
 */
export function libraryPath(require = requireHere): string {
  const bindings = createRequire(
    resolved(() => require.resolve("@duckdb/node-bindings"), "@duckdb/node-bindings"),
  );
  const name = `@duckdb/node-bindings-${process.platform}-${process.arch}`;
  // On Linux there is one for each C library, and npm installs the one that fits.
  for (const one of [name, `${name}-musl`]) {
    try {
      return join(
        dirname(bindings.resolve(`${one}/package.json`)),
        fileNames[process.platform] ?? "libduckdb.so",
      );
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  return refuseMissing(name, "none");
}

/** Loads a native package, or says which one is missing. */
function resolved<T>(load: () => T, name: string): T {
  try {
    return load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return refuseMissing(
      name,
      code === "MODULE_NOT_FOUND" ? "none" : quoted(message.split("\n")[0]!, 200),
    );
  }
}

let api: CApi | undefined;

/** Loaded at the first call. */
export function cApi(): CApi {
  api ??= load();
  return api;
}

function load(): CApi {
  // Loaded only when needed, since it looks for its native part on loading.
  const koffi = resolved(() => requireHere("koffi") as Koffi, "koffi");
  const path = libraryPath();
  const library = resolved(() => koffi.load(path), "@duckdb/node-bindings");
  const fields = { a: "uint64", b: "uint64", c: "uint64", d: "void*", e: "void*", f: "void*" };
  koffi.struct("duckdb_result", fields);
  koffi.struct("duckdb_query_progress_type", {
    percentage: "double",
    rows: "uint64",
    total: "uint64",
  });
  const bind = <K extends keyof CApi>(declaration: string) =>
    library.func(declaration) as unknown as CApi[K];
  return {
    open: bind<"open">("int duckdb_open_ext(const char*, _Out_ void**, void*, _Out_ void**)"),
    close: bind<"close">("void duckdb_close(_Inout_ void**)"),
    connect: bind<"connect">("int duckdb_connect(void*, _Out_ void**)"),
    disconnect: bind<"disconnect">("void duckdb_disconnect(_Inout_ void**)"),
    createConfig: bind<"createConfig">("int duckdb_create_config(_Out_ void**)"),
    setConfig: bind<"setConfig">("int duckdb_set_config(void*, const char*, const char*)"),
    destroyConfig: bind<"destroyConfig">("void duckdb_destroy_config(_Inout_ void**)"),
    progress: bind<"progress">("duckdb_query_progress_type duckdb_query_progress(void*)"),
    query: bind<"query">("int duckdb_query(void*, const char*, void*)"),
    prepare: bind<"prepare">("int duckdb_prepare(void*, const char*, _Out_ void**)"),
    prepareError: bind<"prepareError">("const char* duckdb_prepare_error(void*)"),
    destroyPrepare: bind<"destroyPrepare">("void duckdb_destroy_prepare(_Inout_ void**)"),
    pendingStreaming: bind<"pendingStreaming">(
      "int duckdb_pending_prepared_streaming(void*, _Out_ void**)",
    ),
    pendingTask: bind<"pendingTask">("int duckdb_pending_execute_task(void*)"),
    pendingError: bind<"pendingError">("const char* duckdb_pending_error(void*)"),
    executePending: bind<"executePending">(
      "int duckdb_execute_pending(void*, _Out_ duckdb_result*)",
    ),
    destroyPending: bind<"destroyPending">("void duckdb_destroy_pending(_Inout_ void**)"),
    resultError: bind<"resultError">("const char* duckdb_result_error(duckdb_result*)"),
    destroyResult: bind<"destroyResult">("void duckdb_destroy_result(_Inout_ duckdb_result*)"),
    columnCount: bind<"columnCount">("uint64 duckdb_column_count(duckdb_result*)"),
    columnType: bind<"columnType">("int duckdb_column_type(duckdb_result*, uint64)"),
    fetchChunk: bind<"fetchChunk">("void* duckdb_fetch_chunk(duckdb_result)"),
    destroyChunk: bind<"destroyChunk">("void duckdb_destroy_data_chunk(_Inout_ void**)"),
    chunkSize: bind<"chunkSize">("uint64 duckdb_data_chunk_get_size(void*)"),
    vector: bind<"vector">("void* duckdb_data_chunk_get_vector(void*, uint64)"),
    vectorData: bind<"vectorData">("void* duckdb_vector_get_data(void*)"),
    vectorValidity: bind<"vectorValidity">("void* duckdb_vector_get_validity(void*)"),
    view: koffi.view,
  };
}

// The embedded database: limits its use of the machine and removes everything it leaves.

import { availableParallelism } from "node:os";
import { Connection } from "./connection.js";
import { makeRunFolder } from "./run-folder.js";

/**
 * What DuckDB may hold in memory before it writes to the temporary folder; the rest of the program
 * needs about as much.
 */
const memoryLimit = "512MB";

export interface Session {
  /** Opened at its first use, so that other slow things can start at the same time. */
  readonly connection: Connection;
  /** The share of the running query that is done, in [0, 1]; NaN without a query. */
  readonly progress: number;
  /** The folder of this run, removed at its end. */
  readonly folder: string;
  close(): void;
}

/** @param cores How many processors it may keep busy. */
export function openSession(cores = availableParallelism()): Session {
  const folder = makeRunFolder();
  let connection: Connection | undefined;
  return {
    get connection() {
      connection ??= connect(folder.path, cores);
      return connection;
    },
    get progress() {
      return connection?.progress ?? NaN;
    },
    folder: folder.path,
    close() {
      connection?.close();
      folder.remove();
    },
  };
}

function connect(folder: string, cores: number): Connection {
  return new Connection({
    // A single thread takes a quote that is never closed for the end of a large file.
    threads: String(Math.max(2, cores)),
    memory_limit: memoryLimit,
    temp_directory: folder,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
}

// The embedded database: what it may use of the machine, and that nothing of it is left behind.

import { availableParallelism } from "node:os";
import { Connection } from "./connection.js";
import { makeRunFolder } from "./run-folder.js";

/**
 * What DuckDB may hold in memory before it writes to the temporary folder; the rest of the program
 * needs about as much.
 */
const memoryLimit = "512MB";

export interface Session {
  /**
   * Opened when it is first asked for: until then what else takes time to start can start beside
   * it.
   */
  readonly connection: Connection;
  /** How much of the running query is done, in [0, 1]; NaN where none has been asked for. */
  readonly progress: number;
  /** A folder of this run, gone at its end. */
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
    // One thread alone takes a quote that is never closed for the end of a large file.
    threads: String(Math.max(2, cores)),
    memory_limit: memoryLimit,
    temp_directory: folder,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
}

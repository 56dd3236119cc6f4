// A checkpoint in a file, for Node.

import { nodeModule, refuse, show } from "binary-crossentropy/internal";

interface Handle {
  writeFile(data: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

interface FileSystem {
  open(path: string, flags: string): Promise<Handle>;
  readFile(path: string): Promise<Uint8Array>;
  rename(from: string, to: string): Promise<void>;
  mkdir(path: string, options: { readonly recursive: true }): Promise<unknown>;
}

/**
 * A checkpoint in one file, for the option `checkpoint` of `fit`. Each checkpoint is written to a
 * new file beside the previous one, flushed to the disk, and renamed, so that an interrupted write
 * leaves the previous one. What is read has a checksum, and bytes that are not whole are refused.
 *
 * @example
 * ```ts
 * import { CheckpointFile } from "binary-crossentropy-distribute/checkpoint";
 *
 * new CheckpointFile("run/checkpoint.safetensors").path; // "run/checkpoint.safetensors"
 * ```
 */
export class CheckpointFile {
  readonly path: string;

  /**
   * @param path The file. Its folder is made when the file is first written. Only replica 0 touches
   * it.
   * @throws ValueError for a value that is not a path.
   */
  constructor(path: string) {
    if (typeof path !== "string" || path === "")
      refuse("CheckpointFile", "path", "be the path of a file", show(path));
    this.path = path;
  }

  /** The bytes; undefined while there is no file. */
  async read(): Promise<Uint8Array | undefined> {
    try {
      return await fileSystem().readFile(this.path);
    } catch (error) {
      if ((error as { code?: string }).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** Replaces the previous checkpoint. */
  async write(bytes: Uint8Array): Promise<void> {
    const { open, rename, mkdir } = fileSystem();
    const folder = this.path.replace(/[^/\\]*$/, "");
    if (folder !== "") await mkdir(folder, { recursive: true });
    const beside = `${this.path}.new`;
    const file = await open(beside, "w");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, this.path);
    await syncFolder(folder || ".");
  }
}

/**
 * Flushes the folder, after which the new name is on the disk, too. Some systems, such as Windows,
 * do not let folders be opened.
 */
async function syncFolder(path: string): Promise<void> {
  const folder = await fileSystem()
    .open(path, "r")
    .catch(() => undefined);
  if (!folder) return;
  try {
    await folder.sync();
  } catch {
    // Systems whose folders cannot be flushed do it themselves.
  } finally {
    await folder.close();
  }
}

function fileSystem(): FileSystem {
  const fs = nodeModule<FileSystem>("fs/promises");
  if (!fs)
    refuse(
      "CheckpointFile",
      "its files",
      "be those of Node",
      "a platform without them",
      "Pass a CheckpointStore of your own.",
    );
  return fs;
}

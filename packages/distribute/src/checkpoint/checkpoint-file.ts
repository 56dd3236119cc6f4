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
 * A checkpoint in one file, as the option `checkpoint` of `fit` takes it. Each is written to a file
 * beside it, flushed to the disk, and renamed: whoever is interrupted finds the one before. What is
 * read has a checksum, and bytes that are not whole are refused.
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
   * @param path The file; its folder is made when it is first written. Only replica 0 touches it.
   * @throws ValueError for what is no path.
   */
  constructor(path: string) {
    if (typeof path !== "string" || path === "")
      refuse("CheckpointFile", "path", "be the path of a file", show(path));
    this.path = path;
  }

  /** The bytes; undefined where there is no file yet. */
  async read(): Promise<Uint8Array | undefined> {
    try {
      return await fileSystem().readFile(this.path);
    } catch (error) {
      if ((error as { code?: string }).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** Replaces what was there. */
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
 * The new name is on the disk, too, once its folder is flushed; some systems, such as Windows, do
 * not let folders be opened.
 */
async function syncFolder(path: string): Promise<void> {
  const folder = await fileSystem()
    .open(path, "r")
    .catch(() => undefined);
  if (!folder) return;
  try {
    await folder.sync();
  } catch {
    // A system whose folders cannot be flushed does it by itself.
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

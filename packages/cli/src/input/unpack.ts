// Unpacks files that DuckDB does not unpack itself into the folder of the run.

import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { Session } from "../duckdb/session.js";
import { refuseData, show } from "../errors.js";
import { requireUnchanged, type Stamped } from "./stamp.js";
import { unzip } from "./unzip.js";
import { refuseDamaged } from "./whole.js";
import type { ZipMember } from "./zip-directory.js";

/** Error codes of a full temporary folder. */
const noRoom: readonly (string | undefined)[] = ["ENOSPC", "EDQUOT", "EFBIG"];

/** @throws DataError if an error says that the temporary folder is full. */
export function refuseNoRoom(what: string, error: unknown): void {
  const { code } = error as NodeJS.ErrnoException;
  if (!noRoom.includes(code)) return;
  refuseData(
    what,
    "fit into the temporary folder",
    `no more room there (${code})`,
    "Set TMPDIR to a folder with more.",
  );
}

let unpacked = 0;

/** Unpacks a file of an archive and returns its path. */
export async function unpackMember(
  session: Session,
  file: Stamped,
  member: ZipMember,
): Promise<string> {
  return unpack(session, file, (to) => unzip(file.path, file.name, member, to));
}

/** Unpacks a gzip file and returns the path. */
export async function unpackGzip(session: Session, file: Stamped): Promise<string> {
  return unpack(session, file, (to) =>
    pipeline(
      createReadStream(file.path),
      createGunzip({ chunkSize: 1 << 20 }),
      createWriteStream(to),
    ),
  );
}

/** Writes an unpacked copy of a file and returns its path. */
export async function unpack(
  session: Session,
  file: Stamped,
  write: (to: string) => Promise<void>,
): Promise<string> {
  unpacked += 1;
  const to = join(session.folder, `unpacked-${unpacked}`);
  try {
    await write(to);
  } catch (error) {
    requireUnchanged(file);
    refuseNoRoom(show(file.name), error);
    refuseDamaged(file.name, error);
    throw error;
  }
  requireUnchanged(file);
  return to;
}

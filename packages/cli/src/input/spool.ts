// Copies standard input to a file, since it is read more than once: for its columns and for its
// rows.

import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Session } from "../duckdb/session.js";
import { refuseUsage } from "../errors.js";
import { describeFile } from "./describe-file.js";
import type { InputFile } from "./input-file.js";
import { refuseNoRoom } from "./unpack.js";

export async function spool(session: Session): Promise<InputFile> {
  const path = join(session.folder, "standard-input");
  try {
    await pipeline(process.stdin, createWriteStream(path));
  } catch (error) {
    refuseNoRoom("standard input", error);
    refuseUsage(
      "standard input",
      "be a file or a pipe that can be read",
      String((error as NodeJS.ErrnoException).code ?? error),
    );
  }
  return describeFile(path, undefined, session, "standard input");
}

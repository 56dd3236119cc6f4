// Copies standard input to a file, since it is read more than once: for its columns and for its
// rows.

import { type BigIntStats, createWriteStream, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Session } from "../duckdb/session.js";
import { refuseUsage } from "../errors.js";
import { describeFile } from "./describe-file.js";
import type { InputFile } from "./input-file.js";
import { refuseNoRoom } from "./unpack.js";

/** Its name in messages, and a path that leads to what it is. */
const standardInput = { name: "standard input", path: "/dev/stdin" };

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
  const file = await describeFile(path, undefined, session, standardInput.name);
  return { ...file, origin: standardInput.path };
}

/** What is known of the file that standard input is redirected from; undefined for a pipe. */
export function redirectedInput(): BigIntStats | undefined {
  try {
    const stats = statSync(standardInput.path, { bigint: true });
    return stats.isFile() ? stats : undefined;
  } catch {
    // Not every system has such a path.
    return undefined;
  }
}

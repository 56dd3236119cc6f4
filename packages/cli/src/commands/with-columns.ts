// Tells which columns there are where the options name none.

import { NoColumnError, UsageError } from "../errors.js";

/** @throws UsageError as `read` does; for a column that is not named, with those of the file. */
export async function withColumns<Options>(read: () => Options): Promise<Options> {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NoColumnError)) throw error;
    const { openSession } = await import("../duckdb/session.js");
    const { columnsIn } = await import("../input/columns-in.js");
    const session = openSession();
    try {
      throw new UsageError(`${error.message} ${await columnsIn(session, error.file)}`.trimEnd());
    } finally {
      session.close();
    }
  }
}

// What can go wrong at a warehouse, as sentences. What a server says is shown, on one line.

import { DataError, quoted, UsageError } from "../errors.js";

/** What a server says, on one line. */
function said(text: string): string {
  return quoted(text.replace(/\s+/g, " ").trim(), 300);
}

/** Nothing answers, or not in the way that was asked for. */
export function refuseConnection(address: string, reason: string): never {
  // Later versions of Node add advice to this one.
  const problem = reason.replace(
    /^(self-signed certificate[^;]*|unable to[^;]*certificate[^;]*); .*/i,
    "$1",
  );
  throw new UsageError(
    `--url must lead to a server that answers, got ${said(problem)} from ${address}.`,
  );
}

export function refuseLogin(address: string, variable: string): never {
  throw new UsageError(
    `--url must have a user and a password that the server accepts, got others for ${address}. The password may come from ${variable}.`,
  );
}

export function refuseDatabase(address: string): never {
  throw new UsageError(`--url must end in a database that is there, got ${address}.`);
}

export function refuseQuery(address: string, reason: string): never {
  throw new DataError(`${address} must answer the query, got ${said(reason)}.`);
}

export function refuseSlowness(address: string, seconds: number): never {
  throw new DataError(
    `${address} must answer within ${seconds} seconds, got nothing. Pass --timeout for more.`,
  );
}

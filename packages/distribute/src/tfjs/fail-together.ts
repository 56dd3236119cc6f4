// An error that one replica met before a message that the others wait for.

import { refuse } from "binary-crossentropy/internal";
import type { Strategy } from "../strategy.js";

/** What was thrown; it may be anything. */
export interface Failure {
  readonly error: unknown;
}

/**
 * To be called on every replica once all know that one failed: so no message is lost, whoever ends
 * first.
 *
 * @throws On those that failed what they threw; on the others a ValueError that names the first of
 * them and its error.
 */
export function failTogether(
  owner: string,
  strategy: Strategy,
  what: string,
  failure: Failure | undefined,
): never {
  const met = strategy.gather(failure ? messageOf(failure) : null, "errors");
  if (failure) throw failure.error;
  const replica = met.findIndex((message) => message !== null);
  return refuse(
    owner,
    what,
    "end without an error on every replica",
    `one on replica ${replica}: ${met[replica]}`,
  );
}

function messageOf({ error }: Failure): string {
  return error instanceof Error ? error.message : String(error);
}

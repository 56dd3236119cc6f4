// What `Strategy.gather` sends and checks.

import { refuse, show } from "binary-crossentropy/internal";
import { encodeText, fromBytes, toText } from "./bytes.js";
import type { Communicator } from "./communicator.js";
import { expectSame } from "./comparisons.js";

const owner = "Strategy.gather";

/**
 * The values of all replicas, by replica.
 *
 * @param what A name for the value, which must be the same on every replica.
 * @throws ValueError for a value that JSON cannot represent, and on every replica where they gather
 * different things.
 */
export function gatherValues<T>(communicator: Communicator, value: T, what: string): T[] {
  const text = textOf(value);
  if (typeof what !== "string") refuse(owner, "what", "be a string", show(what));
  const all = communicator
    .allGather(encodeText(`[${toText(what)},${text}]`))
    .map((bytes) => fromBytes(bytes) as [what: string, value: T]);
  const names = all.map(([what]) => (what === "" ? "a value without a name" : show(what)));
  expectSame(owner, "what the replicas gather", names);
  const values = all.map(([, value]) => value);
  expectSame(owner, "value", comparableKinds(values), "be of the same kind on every replica");
  return values;
}

function textOf(value: unknown): string {
  try {
    return toText(value);
  } catch {
    return refuse(owner, "value", "be what JSON can carry", show(value));
  }
}

/** The kinds of the values. null, for nothing to say, goes with every kind. */
function comparableKinds(values: readonly unknown[]): string[] {
  const other = values.find((value) => value !== null);
  return values.map((value) => kindOf(value ?? other ?? null));
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

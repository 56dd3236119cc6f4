// What a rank is about to call, as one number. Before anything is sent the ranks compare their numbers: two that differ
// would wait for each other for ever, or write over each other's memory.

import type { Buffer } from "./functions.js";

const names = ["allReduce", "broadcast", "gather", "barrier", "end"] as const;
export type CallName = (typeof names)[number];

const kinds = ["float32", "float64", "bytes"] as const;

export interface Call {
  readonly name: CallName;
  readonly kind: number;
  readonly root: number;
  readonly length: number;
}

/** Bits of length and root: with 3 for the name and 2 for the kind they fill the integers that a double holds. */
const lengths = 2 ** 32;
const roots = 2 ** 16;

/** The call as an integer below 2⁵³. */
export function encodeCall(name: CallName, array?: Buffer, root = 0): number {
  const kind = array instanceof Float64Array ? 1 : array instanceof Uint8Array ? 2 : 0;
  return ((names.indexOf(name) * 4 + kind) * roots + (root % roots)) * lengths + ((array?.length ?? 0) % lengths);
}

export function decodeCall(code: number): Call {
  const high = Math.floor(code / lengths);
  const what = Math.floor(high / roots);
  return { name: names[what >> 2]!, kind: what & 3, root: high % roots, length: code % lengths };
}

/** How the call reads in a message. */
export function describeCall(code: number): string {
  const { name, kind, root, length } = decodeCall(code);
  if (name === "end") return "the end of the program";
  if (name === "gather" || name === "barrier") return name;
  const what = `${name} of ${length} ${kinds[kind] === "bytes" ? "bytes" : `${kinds[kind]} numbers`}`;
  return name === "broadcast" ? `${what} from replica ${root}` : what;
}

// What a rank is about to call, as one number. Before anything is sent the ranks compare their
// numbers: two that differ would wait for each other for ever, or write over each other's memory.

import { refuse, show } from "binary-crossentropy/internal";
import type { ReduceOp } from "../communicator.js";
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

/** What the sums of an all-reduce become: in the place of the root, which only a broadcast has. */
const ops: readonly ReduceOp[] = ["sum", "mean"];

/**
 * Bits of length and root: with 3 for the name and 2 for the kind they fill the integers that a
 * double holds.
 */
const lengths = 2 ** 32;
const roots = 2 ** 16;

/**
 * The call as an integer below 2⁵³.
 * @throws ValueError for an array or a root that has no place in it.
 */
export function encodeCall(name: CallName, array?: Buffer, root = 0): number {
  const kind = array instanceof Float64Array ? 1 : array instanceof Uint8Array ? 2 : 0;
  const length = array?.length ?? 0;
  // Another call would have the same number.
  if (length >= lengths)
    refuse("MpiStrategy", "an array", `have fewer than ${lengths} elements`, show(length));
  if (root >= roots) refuse("MpiStrategy", "root", `be less than ${roots}`, show(root));
  return ((names.indexOf(name) * 4 + kind) * roots + root) * lengths + length;
}

export function encodeAllReduce(array: Buffer, op: ReduceOp): number {
  return encodeCall("allReduce", array, ops.indexOf(op));
}

export function decodeCall(code: number): Call {
  const high = Math.floor(code / lengths);
  const what = Math.floor(high / roots);
  return { name: names[what >> 2]!, kind: what & 3, root: high % roots, length: code % lengths };
}

/**
 * How calls read in a message: what an all-reduce makes of the sum is said where one of them makes
 * a mean.
 */
export function describeCalls(codes: readonly number[]): string[] {
  const calls = codes.map(decodeCall);
  const isMean = calls.some(({ name, root }) => name === "allReduce" && ops[root] === "mean");
  return calls.map((call) =>
    isMean && call.name === "allReduce" ? `${describe(call)} (${ops[call.root]})` : describe(call),
  );
}

export function describeCall(code: number): string {
  return describe(decodeCall(code));
}

function describe({ name, kind, root, length }: Call): string {
  if (name === "end") return "the end of the program";
  if (name === "gather" || name === "barrier") return name;
  const what = `${name} of ${length} ${kinds[kind] === "bytes" ? "bytes" : `${kinds[kind]} numbers`}`;
  return name === "broadcast" ? `${what} from replica ${root}` : what;
}

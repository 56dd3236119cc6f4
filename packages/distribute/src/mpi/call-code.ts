// What a rank is about to call, as one number. Before anything is sent the ranks compare their
// numbers: two calls that differ would wait for each other for ever, or write over each other's
// memory.

import { refuse, show } from "binary-crossentropy/internal";
import type { ReduceOp } from "../communicator.js";
import { dtypeOf, type Sendable, type SendableDtype } from "./sendable.js";

export type CallName = "allReduce" | "broadcast" | "gather" | "barrier" | "end";

/** Numbers of 3 bits for the names, and of 2 bits for the dtypes. */
const names: Numbers<CallName> = { allReduce: 0, broadcast: 1, gather: 2, barrier: 3, end: 4 };
const dtypes: Numbers<SendableDtype> = { float32: 0, float64: 1, bytes: 2 };
/** What an all-reduce makes of the sum, in the place of the root, which only a broadcast has. */
const ops: Numbers<ReduceOp> = { sum: 0, mean: 1 };

type Numbers<Word extends string> = Readonly<Record<Word, number>>;

function wordOf<Word extends string>(numbers: Numbers<Word>, number: number): Word {
  return (Object.keys(numbers) as Word[]).find((word) => numbers[word] === number)!;
}

export interface Call {
  readonly name: CallName;
  readonly dtype: SendableDtype;
  readonly root: number;
  readonly length: number;
}

/**
 * Bits of length and root: with 3 for the name and 2 for the dtype they fill the integers that a
 * double holds.
 */
const lengths = 2 ** 32;
const roots = 2 ** 16;

/**
 * The call as an integer below 2⁵³.
 *
 * @throws ValueError for an array or a root that is too large for it.
 */
export function encodeCall(name: CallName, array?: Sendable, root = 0): number {
  const dtype = array === undefined ? 0 : dtypes[dtypeOf(array)];
  const length = array?.length ?? 0;
  // Another call would have the same number.
  if (length >= lengths)
    refuse("MpiStrategy", "an array", `have fewer than ${lengths} elements`, show(length));
  if (root >= roots) refuse("MpiStrategy", "root", `be less than ${roots}`, show(root));
  return ((names[name] * 4 + dtype) * roots + root) * lengths + length;
}

export function encodeAllReduce(array: Sendable, op: ReduceOp): number {
  return encodeCall("allReduce", array, ops[op]);
}

export function decodeCall(code: number): Call {
  const high = Math.floor(code / lengths);
  const nameAndDtype = Math.floor(high / roots);
  return {
    name: wordOf(names, nameAndDtype >> 2),
    dtype: wordOf(dtypes, nameAndDtype & 3),
    root: high % roots,
    length: code % lengths,
  };
}

/** How calls read in a message. All-reduces name their op where one of them is a mean. */
export function describeCalls(codes: readonly number[]): string[] {
  const calls = codes.map(decodeCall);
  const isMean = calls.some(
    ({ name, root }) => name === "allReduce" && wordOf(ops, root) === "mean",
  );
  return calls.map((call) =>
    isMean && call.name === "allReduce"
      ? `${describe(call)} (${wordOf(ops, call.root)})`
      : describe(call),
  );
}

export function describeCall(code: number): string {
  return describe(decodeCall(code));
}

function describe({ name, dtype, root, length }: Call): string {
  const elements = dtype === "bytes" ? "bytes" : `${dtype} numbers`;
  switch (name) {
    case "allReduce":
      return `allReduce of ${length} ${elements}`;
    case "broadcast":
      return `broadcast of ${length} ${elements} from replica ${root}`;
    case "gather":
    case "barrier":
      return name;
    case "end":
      return "the end of the program";
  }
}

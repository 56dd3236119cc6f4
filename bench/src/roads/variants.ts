// What else a road can be taken with, as data: the kind of predictions, the dtype, where arrays lie.

import { kernelMemoryName, packageName, threadsName } from "../names.js";
import type { RoadWorkload, Workload } from "../workloads.js";
import { isTyped, type Road } from "./road.js";

/**
 * What a road's time is held against: the flat road of the same variant, the same road in float32,
 * or independent processes, one for each core, that share the work between them.
 */
export type Against = "flat road" | "float32" | "processes";

export interface Variant
  extends Pick<Workload, "quantity" | "input" | "labels" | "dtype">,
    Required<Pick<RoadWorkload, "dialect">> {
  readonly name: string;
  /** Which contender of this package takes the road: it says where arrays lie. */
  readonly contender: string;
  /** Nothing, where a call is so small that it has a time but no cost per element. */
  readonly against?: Against;
  /** How many times as long as that it may take; without it, each road has its own limit. */
  readonly limit?: number;
  /** With how many threads the loop's and the frameworks' times are taken too. */
  readonly peers: "none" | "one thread" | "all cores";
  /** Of how many elements it makes sense at the least. */
  readonly fewest: number;
  takes(road: Road): boolean;
}

/** From here on the cost of an element is what counts, and not that of a call. */
export const long = 2 ** 13;

const value: Variant = {
  name: "logits, value",
  quantity: "value",
  input: "logits",
  labels: "hard",
  dtype: "float32",
  dialect: "keras2",
  contender: packageName,
  against: "flat road",
  peers: "one thread",
  fewest: long,
  takes: () => true,
};

/** Where the variant says what a call gives, and not the road. */
const asAsked = ({ quantity, own }: Road): boolean => quantity === undefined && !own;
/** One number of columns stands for all; a loss of one's own computes what it likes. */
const common = ({ own, columns = 10 }: Road): boolean => !own && columns <= 10 && columns !== 3;

const gradient: Variant = {
  ...value,
  name: "logits, value and gradient",
  quantity: "value and gradient",
  takes: asAsked,
};

const probabilities = (["keras2", "keras3", "torch", "exact"] as const).map(
  (dialect): Variant => ({
    ...value,
    name: `probabilities, ${dialect}`,
    input: "probabilities",
    dialect,
    peers: "none",
    takes: common,
  }),
);

const onThreads = [value, gradient].map(
  (of): Variant => ({
    ...of,
    name: `${of.name}, threads`,
    contender: threadsName,
    against: "processes",
    // Nine tenths of their speed.
    limit: 1 / 0.9,
    peers: "all cores",
    // The pool leaves what is smaller to one thread.
    fewest: 2 ** 18,
    takes: (road) => asAsked(road) && isTyped(road) && road.columns !== 3,
  }),
);

const large: readonly Variant[] = [
  value,
  gradient,
  ...probabilities,
  { ...value, name: "smoothed labels", labels: "smoothed", peers: "none", takes: common },
  {
    ...value,
    name: "float64",
    dtype: "float64",
    against: "float32",
    limit: 2.2,
    peers: "none",
    takes: common,
  },
  {
    ...value,
    name: "kernel memory",
    contender: kernelMemoryName,
    peers: "none",
    takes: (road) => common(road) && isTyped(road),
  },
  ...onThreads,
];

/** Calls so small that what a call costs is all that counts. */
const small: readonly Variant[] = [value, gradient].map(
  ({ against: _, ...of }): Variant => ({
    ...of,
    name: `${of.name}, small`,
    peers: "none",
    fewest: 1,
  }),
);

export const variants: readonly Variant[] = [...large, ...small];

/** Those in which frameworks and the loop take part on one thread have every road: the others, some. */
export function isMain({ peers }: Variant): boolean {
  return peers === "one thread";
}

/** Whether this many elements are what the variant is about. */
export function takesSize({ against, fewest }: Variant, n: number): boolean {
  return n >= fewest && (against !== undefined || n < long);
}

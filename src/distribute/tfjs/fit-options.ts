// The options of `fit`, read and checked.

import { refuse, show } from "../../errors.js";
import { readKeys } from "../../options/read-options.js";
import type { ModelData, SampleWeight } from "../../tfjs/layers/model-data.js";
import { getStrategy, type Strategy } from "../strategy.js";
import type { CallbackArgument } from "./callbacks.js";
import type { CheckpointStore } from "./checkpoint.js";
import { readCount, readFlag, readShare, readStrategy } from "./read.js";

export interface FitOptions {
  /** Default the strategy in whose scope this is called. */
  readonly strategy?: Strategy | undefined;
  /** Rows of one step, over all replicas. Default 32. */
  readonly batchSize?: number | undefined;
  /** The number of the last epoch, from 1 on. Default 1. */
  readonly epochs?: number | undefined;
  /** How many epochs were made before. Default 0. */
  readonly initialEpoch?: number | undefined;
  /**
   * Whether each epoch has the rows in an order of its own, the same on every replica. Default
   * true.
   */
  readonly shuffle?: boolean | undefined;
  /** Decides the orders. Default 0. */
  readonly seed?: number | undefined;
  /**
   * Whether all replicas were given the same rows, of which each trains on its part. Default true;
   * otherwise each was given its own.
   */
  readonly autoShard?: boolean | undefined;
  /** A weight per sample, or one for each output, for losses of this package. */
  readonly sampleWeight?: SampleWeight | null | undefined;
  /** A weight per class, as `fit` of TensorFlow.js takes it. */
  readonly classWeight?:
    | { readonly [label: number]: number }
    | readonly { readonly [label: number]: number }[]
    | object
    | undefined;
  /**
   * Inputs, labels and perhaps weights to evaluate after each epoch, the same on every replica
   * unless `autoShard` is false.
   */
  readonly validationData?:
    | readonly [ModelData, ModelData]
    | readonly [ModelData, ModelData, SampleWeight]
    | undefined;
  /** The share of the rows, taken from the end, that is kept to evaluate. */
  readonly validationSplit?: number | undefined;
  /** Called on every replica, each its own. */
  readonly callbacks?: CallbackArgument | undefined;
  /** 1 prints a line per epoch, on replica 0 alone. Default 0. */
  readonly verbose?: 0 | 1 | undefined;
  /** Where a checkpoint is kept after every epoch, and taken up from, if there is one. */
  readonly checkpoint?: CheckpointStore | undefined;
  /** A checkpoint after every so many steps, too. */
  readonly checkpointEvery?: number | undefined;
}

export interface FitSettings {
  readonly strategy: Strategy;
  readonly batchSize: number;
  readonly epochs: number;
  readonly initialEpoch: number;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly autoShard: boolean;
  readonly sampleWeight: SampleWeight | null | undefined;
  readonly classWeight: unknown;
  readonly validationData: readonly unknown[] | undefined;
  readonly validationSplit: number | undefined;
  readonly callbacks: unknown;
  readonly verbose: boolean;
  readonly checkpoint: CheckpointStore | undefined;
  readonly checkpointEvery: number;
}

const known = [
  "strategy",
  "batchSize",
  "epochs",
  "initialEpoch",
  "shuffle",
  "seed",
  "autoShard",
  "sampleWeight",
  "classWeight",
  "validationData",
  "validationSplit",
  "callbacks",
  "verbose",
  "checkpoint",
  "checkpointEvery",
] as const;

/** @throws ValueError for an option of another name, type or value. */
export function readFitOptions(owner: string, options: unknown): FitSettings {
  const given = readKeys(owner, "options", options, known);
  const count = (
    name: "batchSize" | "epochs" | "initialEpoch" | "seed" | "checkpointEvery",
    least = 1,
  ) => readCount(owner, name, given.get(name), least);
  const flag = (name: "shuffle" | "autoShard") => readFlag(owner, name, given.get(name)) ?? true;
  return {
    strategy: readStrategy(owner, given.get("strategy")) ?? getStrategy(),
    batchSize: count("batchSize") ?? 32,
    epochs: count("epochs") ?? 1,
    initialEpoch: count("initialEpoch", 0) ?? 0,
    shuffle: flag("shuffle"),
    seed: count("seed", 0) ?? 0,
    autoShard: flag("autoShard"),
    sampleWeight: given.get("sampleWeight") as SampleWeight | null | undefined,
    classWeight: given.get("classWeight"),
    validationData: readValidation(owner, given.get("validationData")),
    validationSplit: readShare(owner, "validationSplit", given.get("validationSplit")),
    callbacks: given.get("callbacks"),
    verbose: readVerbose(owner, given.get("verbose")),
    checkpoint: readStore(owner, given.get("checkpoint")),
    checkpointEvery: count("checkpointEvery") ?? Infinity,
  };
}

function readValidation(owner: string, value: unknown): readonly unknown[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && (value.length === 2 || value.length === 3)) return value;
  refuse(owner, "validationData", "be an array of inputs, labels and perhaps weights", show(value));
}

function readVerbose(owner: string, value: unknown): boolean {
  if (value === undefined || value === 0) return false;
  if (value === 1) return true;
  refuse(owner, "verbose", "be 0 or 1", show(value));
}

function readStore(owner: string, value: unknown): CheckpointStore | undefined {
  const store = value as Partial<CheckpointStore> | null | undefined;
  if (
    store === undefined ||
    (typeof store?.read === "function" && typeof store.write === "function")
  )
    return store as CheckpointStore;
  refuse(
    owner,
    "checkpoint",
    "have the methods read and write",
    show(value),
    "In Node pass new CheckpointFile(path).",
  );
}

// The options of `fit`, read and checked.

import { refuse, show } from "binary-crossentropy/internal";
import type { ModelData, SampleWeight } from "binary-crossentropy/tfjs";
import type { Strategy } from "../../strategy.js";
import {
  asGiven,
  type Complete,
  countFrom,
  orElse,
  type Read,
  readAutoShard,
  readBatchSize,
  readOptions,
  readSeed,
  readShare,
  readShuffle,
  readStrategy,
} from "../read.js";
import type { CheckpointStore } from "../state/checkpoint.js";
import type { CallbackArgument } from "./callbacks.js";

export interface FitOptions {
  /** Default: the strategy in whose scope this is called. */
  readonly strategy?: Strategy | undefined;
  /** Number of rows in a step, over all replicas. Default 32. */
  readonly batchSize?: number | undefined;
  /** The number of the last epoch, from 1 on. Default 1. */
  readonly epochs?: number | undefined;
  /** Number of epochs that were made before. Default 0. */
  readonly initialEpoch?: number | undefined;
  /**
   * Whether each epoch takes the rows in a new order, the same on every replica. Default true.
   */
  readonly shuffle?: boolean | undefined;
  /** Seed of the orders. Default 0. */
  readonly seed?: number | undefined;
  /**
   * Whether all replicas were given the same rows, of which each trains on its part. Default true;
   * with false, each has its own rows.
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
   * Inputs, labels and, optionally, weights to evaluate after each epoch. They are the same on
   * every replica unless `autoShard` is false.
   */
  readonly validationData?:
    | readonly [ModelData, ModelData]
    | readonly [ModelData, ModelData, SampleWeight]
    | undefined;
  /** The fraction of the rows, taken from the end, that is held out for evaluation. */
  readonly validationSplit?: number | undefined;
  /** Every replica calls its own. */
  readonly callbacks?: CallbackArgument | undefined;
  /** 1 prints a line per epoch, on replica 0 only. Default 0. */
  readonly verbose?: 0 | 1 | undefined;
  /** Where a checkpoint is kept after every epoch, and resumed from if there is one. */
  readonly checkpoint?: CheckpointStore | undefined;
  /** Number of steps after which a checkpoint is written, besides those after epochs. */
  readonly checkpointEvery?: number | undefined;
}

/** How each option is read, in the order in which messages list them. */
const readers = {
  strategy: readStrategy,
  batchSize: readBatchSize,
  epochs: orElse(countFrom(1), 1),
  initialEpoch: orElse(countFrom(0), 0),
  shuffle: readShuffle,
  seed: readSeed,
  autoShard: readAutoShard,
  sampleWeight: asGiven as Read<SampleWeight | null | undefined>,
  classWeight: asGiven,
  validationData: readValidation,
  validationSplit: readShare,
  callbacks: asGiven,
  verbose: readVerbose,
  checkpoint: readStore,
  checkpointEvery: orElse(countFrom(1), Infinity),
} satisfies { readonly [Name in keyof Required<FitOptions>]: Read<unknown> };

/** The options, complete and checked. */
export type FitSettings = Complete<typeof readers>;

/** @throws ValueError for an option of another name, type or value. */
export function readFitOptions(owner: string, options: unknown): FitSettings {
  return readOptions(owner, options, readers);
}

function readValidation(
  owner: string,
  name: string,
  value: unknown,
): readonly unknown[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && (value.length === 2 || value.length === 3)) return value;
  refuse(owner, name, "be an array of inputs, labels and perhaps weights", show(value));
}

function readVerbose(owner: string, name: string, value: unknown): boolean {
  if (value === undefined || value === 0) return false;
  if (value === 1) return true;
  refuse(owner, name, "be 0 or 1", show(value));
}

function readStore(owner: string, name: string, value: unknown): CheckpointStore | undefined {
  const store = value as Partial<CheckpointStore> | null | undefined;
  if (
    store === undefined ||
    (typeof store?.read === "function" && typeof store.write === "function")
  )
    return store as CheckpointStore;
  refuse(
    owner,
    name,
    "have the methods read and write",
    show(value),
    "In Node pass new CheckpointFile(path).",
  );
}

// The options of `fit` in lines of text, to be compared between replicas and with a checkpoint.

import { describeColumns } from "../describe/describe-model.js";
import type { ModelRows } from "../rows/model-rows.js";
import type { FitSettings } from "./fit-options.js";

/** The options that decide when messages are sent. A resumed training may have others. */
export function describeSchedule({ epochs, checkpoint, checkpointEvery }: FitSettings): string[] {
  const lines = { epochs, checkpointEvery, checkpoint: checkpoint ? "yes" : "none" };
  return Object.entries(lines).map(([name, value]) => `${name}: ${value}`);
}

/**
 * The options without which a checkpoint would be resumed with other batches, or with other weights
 * of them.
 */
export function describeFitOptions({ columns }: ModelRows, settings: FitSettings): string[] {
  const {
    batchSize,
    shuffle,
    seed,
    autoShard,
    initialEpoch,
    classWeight,
    sampleWeight,
    validationData,
    validationSplit,
  } = settings;
  const numbers = { batchSize, shuffle, seed, autoShard, initialEpoch };
  const validation =
    validationSplit === undefined
      ? validationData
        ? "data of their own"
        : "none"
      : `a share of ${validationSplit}`;
  return [
    ...Object.entries(numbers).map(([name, value]) => `${name}: ${value}`),
    `class weights: ${classWeight === undefined || classWeight === null ? "none" : stringifySorted(classWeight)}`,
    `sample weights: ${sampleWeight ? "given" : "none"}`,
    `validation: ${validation}`,
    describeColumns(columns),
  ];
}

/** JSON with sorted keys. */
function stringifySorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    const isObject = typeof part === "object" && part !== null && !Array.isArray(part);
    return isObject
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part;
  });
}

// The text of a checkpoint: what it has beside arrays, and the check that text read from a file has
// this form.

import { refuse } from "binary-crossentropy/internal";
import { fromText } from "../../bytes.js";
import type { SavedProgress } from "./progress.js";

export interface StateText {
  /** What decides the training, in lines. */
  readonly training: readonly string[];
  /** The options of the optimizer. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly progress: SavedProgress;
}

/** @throws ValueError for text of another form, as another version may have written it. */
export function parseStateText(owner: string, source: string, text: string): StateText {
  let parsed: unknown;
  try {
    parsed = fromText(text);
  } catch {
    // Not even JSON: said below.
  }
  if (isStateText(parsed)) return parsed;
  return refuse(
    owner,
    source,
    "have the form of this version",
    "another one",
    "Remove it to start anew.",
  );
}

function isStateText(value: unknown): value is StateText {
  const { training, options, progress } = (value ?? {}) as Partial<StateText>;
  return isList(training, "string") && isObject(options) && isProgress(progress);
}

function isProgress(value: unknown): value is SavedProgress {
  const { epoch, step, isStopped, sums, history, callbacks } = (value ??
    {}) as Partial<SavedProgress>;
  if (!isCount(epoch) || !isCount(step) || typeof isStopped !== "boolean") return false;
  if (!isObject(sums) || !isCount(sums.seen) || !isList(sums.totals, "number")) return false;
  if (!isObject(history) || !isList(history.epoch, "number") || !isObject(history.history))
    return false;
  if (!Object.values(history.history).every((values) => isList(values, "number"))) return false;
  return Array.isArray(callbacks) && callbacks.every((states) => Array.isArray(states));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: unknown, type: "string" | "number"): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === type);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

// The text of a checkpoint: JSON, in which numbers that are no numbers have names.

import { refuse } from "binary-crossentropy/internal";
import type { Progress } from "./progress.js";

export interface StateText {
  readonly training: readonly string[];
  /** Of the optimizer. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly progress: Progress;
}

export function stringifyText(text: StateText): string {
  return stringifyNumbers(text);
}

/** @throws ValueError for a text of another form, as another version may have written it. */
export function parseText(owner: string, source: string, text: string): StateText {
  let parsed: unknown;
  try {
    parsed = parseNumbers(text);
  } catch {
    // Not even JSON: of no form at all.
  }
  if (isText(parsed)) return parsed;
  return refuse(
    owner,
    source,
    "have the form of this version",
    "another one",
    "Remove it to start anew.",
  );
}

/** JSON that has infinities and NaN, too. */
export function stringifyNumbers(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === "number" && !Number.isFinite(part) ? { number: String(part) } : part,
  );
}

export function parseNumbers(text: string): unknown {
  return JSON.parse(text, (_, part: unknown) => {
    const { number } = (part ?? {}) as { number?: unknown };
    const isNamed = typeof number === "string" && ["Infinity", "-Infinity", "NaN"].includes(number);
    return isNamed && Object.keys(part as object).length === 1 ? Number(number) : part;
  });
}

function isText(value: unknown): value is StateText {
  const { training, options, progress } = (value ?? {}) as Partial<StateText>;
  return isList(training, "string") && isObject(options) && isProgress(progress);
}

function isProgress(value: unknown): value is Progress {
  const { epoch, step, isStopped, sums, history, callbacks } = (value ?? {}) as Partial<Progress>;
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

function isList(value: unknown, kind: "string" | "number"): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === kind);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

// What options of several commands have in common.

import { Option } from "commander";
import { refuseUsage, show } from "../errors.js";

/**
 * An option that takes one of the words. They are for completion: readChoice checks them, in this
 * program's words.
 */
export function choice(flags: string, words: readonly string[]): Option {
  const option = new Option(flags);
  option.argChoices = [...words];
  return option;
}

const repeatable = new WeakSet<Option>();

/** An option that may be given again and again, each time with another value. */
export function repeated(flags: string): Option {
  const option: Option = new Option(flags).argParser((value: string, before: string[] = []) => {
    if (before.includes(value))
      refuseUsage(option.long!, "name each column once", `${show(value)} twice`);
    return [...before, value];
  });
  repeatable.add(option);
  return option;
}

export function isRepeatable(option: Option): boolean {
  return repeatable.has(option);
}

/** The file of --report, which score and compare share. */
export function readReport({ report }: Readonly<Record<string, unknown>>): string | null {
  return report === undefined ? null : String(report) || refuseUsage("--report", "be a file", '""');
}

/** Predictions that are the labels cost nothing: one of the two names is wrong. */
export function requireOtherColumn(option: string, prediction: string, label: string): void {
  if (prediction === label)
    refuseUsage(option, "name another column than --label", show(prediction));
}

/** The value of --positive. */
export function readValue(positive: unknown): string | null {
  if (positive === undefined) return null;
  return String(positive).trim() === ""
    ? refuseUsage("--positive", "be a value of the labels", show(positive))
    : String(positive);
}

// What options of several commands have in common.

import { Option } from "commander";
import { refuseUsage, show } from "../errors.js";

/** An option that takes one of the words. They are for completion: readChoice checks them, in this program's words. */
export function choice(flags: string, words: readonly string[]): Option {
  const option = new Option(flags);
  option.argChoices = [...words];
  return option;
}

/** An option that may be given again and again. */
export function repeated(flags: string): Option {
  return new Option(flags).argParser((value: string, before: string[] = []) => [...before, value]);
}

/** The file of --report, which score and compare share. */
export function readReport({ report }: Readonly<Record<string, unknown>>): string | null {
  return report === undefined ? null : String(report) || refuseUsage("--report", "be a file", '""');
}

/** Predictions that are the labels cost nothing: one of the two names is wrong. */
export function requireOtherColumn(option: string, prediction: string, label: string): void {
  if (prediction === label) refuseUsage(option, "name another column than --label", show(prediction));
}

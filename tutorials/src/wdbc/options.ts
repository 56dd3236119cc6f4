// The command line of the example.

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { UsageError } from "../support/run.js";

export interface Options {
  readonly epochs: number;
  readonly learningRate: number;
  readonly out: string;
  readonly help: boolean;
}

export const usage = `Trains a logistic regression on the Wisconsin breast-cancer data.

  --epochs N          updates per model, 1 to 100000 (default 500)
  --learning-rate X   step length, above 0 (default 0.5)
  --out DIR           folder of pictures, predictions and report (default tutorials/out)
  --help              this text`;

/** @throws UsageError for an option of another name or value. */
export function readOptions(args: readonly string[]): Options {
  const { epochs, "learning-rate": learningRate, out, help } = parse(args);
  return {
    epochs: readNumber(
      "--epochs",
      epochs,
      "a whole number from 1 to 100000",
      (n) => Number.isInteger(n) && n >= 1 && n <= 100_000,
    ),
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
        "learning-rate": { type: "string", default: "0.5" },
        out: { type: "string", default: fileURLToPath(new URL("../../out", import.meta.url)) },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    return fail((error as Error).message.replaceAll("\n", " "));
  }
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

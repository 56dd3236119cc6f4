// What the programs of the ranks have in common.

import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { MpiStrategy } from "binary-crossentropy-distribute";

const [folder, args] = process.argv.slice(2) as [string, string];

/** Of the test, as JSON. */
export function readArguments<T>(): T {
  return JSON.parse(args) as T;
}

export async function start(): Promise<MpiStrategy> {
  // It would advertise its other packages.
  tf.env().set("IS_TEST", true);
  await tf.setBackend("cpu");
  return MpiStrategy.start();
}

/** Says to the test what this rank has found. */
export function report(rank: number, value: unknown, name = "report"): void {
  const path = join(folder, `${name}-${rank}.json`);
  writeFileSync(`${path}.new`, JSON.stringify(value));
  renameSync(`${path}.new`, path);
}

/** The bits of all weights, as text. */
export function bitsOf(model: tf.LayersModel): string {
  return model
    .getWeights()
    .map((weight) => Buffer.from(weight.dataSync().slice().buffer).toString("hex"))
    .join(" ");
}

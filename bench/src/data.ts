// The numbers that workloads are measured on, the same for every contender and in every run, and
// the files that they reach the contenders' processes by.

import { closeSync, openSync, readSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { uniformFloat32 } from "pure-rand/distribution/uniformFloat32";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Dtype, Input } from "./workloads.js";

export type FloatArray = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

export interface Data {
  readonly labels: FloatArray;
  /** The predictions, as both inputs. */
  readonly logits: FloatArray;
  readonly probabilities: FloatArray;
  /** One per sample. */
  readonly weights: FloatArray;
}

/** Where a workload's arrays lie, as raw files. */
export interface DataFiles {
  readonly labels: string;
  readonly predictions: string;
  readonly weights: string;
}

const deviation = 2;
// No probability comes near enough to 0 or 1 to be clipped: there the contenders differ on purpose.
const largestLogit = 10;

export function newArray(dtype: Dtype, length: number): FloatArray {
  return dtype === "float32" ? new Float32Array(length) : new Float64Array(length);
}

/**
 * Normally distributed logits, their probabilities, labels that are 1 as often as the logit says,
 * weights around 1.
 */
export function createData(dtype: Dtype, n: number): Data {
  const random = xoroshiro128plus(20240229);
  const [labels, logits, probabilities, weights] = [
    newArray(dtype, n),
    newArray(dtype, n),
    newArray(dtype, n),
    newArray(dtype, n),
  ];
  for (let i = 0; i < n; i++) {
    // Box and Muller, with 1 − u in (0, 1] so that the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat32(random)));
    const normal = deviation * radius * Math.cos(2 * Math.PI * uniformFloat32(random));
    const z = Math.min(Math.max(normal, -largestLogit), largestLogit);
    const p = 1 / (1 + Math.exp(-z));
    logits[i] = z;
    probabilities[i] = p;
    labels[i] = uniformFloat32(random) < p ? 1 : 0;
    weights[i] = 0.5 + uniformFloat32(random);
  }
  return { labels, logits, probabilities, weights };
}

/** Writes all arrays, over those of the same prefix, and gives the files of a workload with an input. */
export function writeData(
  folder: string,
  data: Data,
  prefix = "data",
): (input: Input) => DataFiles {
  const write = (name: keyof Data): string => {
    const file = join(folder, `${prefix} ${name}.bin`);
    writeFileSync(file, data[name]);
    return file;
  };
  const [labels, weights] = [write("labels"), write("weights")];
  const predictions = { logits: write("logits"), probabilities: write("probabilities") };
  return (input) => ({ labels, predictions: predictions[input], weights });
}

/** The first numbers of a file; all, unless it says how many. */
export function readArray(file: string, dtype: Dtype, length?: number): FloatArray {
  const width = dtype === "float32" ? 4 : 8;
  const size = length === undefined ? statSync(file).size : width * length;
  const array = newArray(dtype, size / width);
  const descriptor = openSync(file, "r");
  try {
    let at = 0;
    while (at < size)
      at += readSync(
        descriptor,
        new Uint8Array(array.buffer, at),
        0,
        Math.min(size - at, 2 ** 30),
        null,
      );
  } finally {
    closeSync(descriptor);
  }
  return array;
}

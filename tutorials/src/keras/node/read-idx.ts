// Reads the MNIST files, gzipped or not, under their usual names.

import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DataError, type Digits, parseIdxImages, parseIdxLabels } from "../data/digits.js";

/** Reads a folder with MNIST's training pictures, or one file of pictures. */
export async function readDigits(path: string, limit: number): Promise<Digits> {
  const file = statSync(path).isDirectory() ? findIn(path, "train-images", "idx3-ubyte") : path;
  return parse(file, (bytes) => parseIdxImages(bytes, limit));
}

/** Reads a folder with MNIST's training labels. */
export async function readLabels(folder: string, limit: number): Promise<Uint8Array> {
  const labels = await parse(findIn(folder, "train-labels", "idx1-ubyte"), parseIdxLabels);
  return labels.subarray(0, limit);
}

function findIn(folder: string, stem: string, format: string): string {
  const names = ["-", "."].flatMap((joint) =>
    ["", ".gz"].map((packing) => `${stem}${joint}${format}${packing}`),
  );
  const found = names.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (!found)
    throw new DataError(`${folder} must have one of ${names.join(", ")}, got a folder without`);
  return found;
}

async function parse<T>(path: string, read: (bytes: Uint8Array) => T): Promise<T> {
  const bytes = await readFile(path);
  try {
    // A gzip file starts with these two bytes.
    return read(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes);
  } catch (error) {
    throw new DataError(
      `${path} ${error instanceof DataError ? error.message : `cannot be unpacked (${(error as Error).message})`}`,
    );
  }
}

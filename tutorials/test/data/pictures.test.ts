// The pictures of pix2pix and CycleGAN: folders of them, and those made from digits.

import { join } from "node:path";
import { encode as encodeJpeg } from "jpeg-js";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { outlines, stripedDigits, stripes } from "../../src/keras/data/made-pictures.js";
import { cropAndScale } from "../../src/keras/data/scale.js";
import { openSource } from "../../src/keras/node/open-source.js";
import type { Images } from "../../src/keras/tutorial.js";
import type { TutorialName } from "../../src/keras/tutorials.js";
import { temporaryFolder } from "../temporary-folder.js";

const folder = temporaryFolder();

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
    folder.write("pairs/train/a.png", png(halves(red, grey)));
    folder.write("pairs/train/b.png", png(halves(grey, red)));
    folder.write("pairs/test/c.jpg", encodeJpeg(halves(red, grey), 100).data);
    const { train, test } = await openSource("pix2pix", join(folder.path, "pairs")).pairs!();
    expect(train.inputs).toMatchObject({ count: 2, width: 32, height: 32, channels: 3 });
    expect([middle(train.targets), middle(train.inputs)]).toEqual([red, grey]);
    expect(test.inputs.count).toBe(1);
    for (const [i, value] of middle(test.targets).entries())
      expect(Math.abs(value - red[i]!)).toBeLessThan(6);
  });

  test("of pairs without train and test: a tenth is held out", async () => {
    for (let i = 0; i < 11; i++) folder.write(`flat/${i}.png`, png(halves(red, grey)));
    const { train, test } = await openSource("pix2pix", join(folder.path, "flat")).pairs!();
    expect([train.inputs.count, test.inputs.count]).toEqual([9, 2]);
  });

  test("of unpaired pictures: trainA and trainB", async () => {
    folder.write("unpaired/trainA/a.png", png(halves(red, red)));
    folder.write("unpaired/trainB/b.png", png(halves(grey, grey)));
    folder.write("unpaired/testB/c.png", png(halves(red, red)));
    const { train, test } = await openSource("cyclegan", join(folder.path, "unpaired")).unpaired!();
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
    for (const [file, content] of Object.entries(files)) folder.write(file, content);
    const source = openSource(name, join(folder.path, path));
    await expect(source.pairs ? source.pairs() : source.unpaired!()).rejects.toThrow(message);
  });

  test("that are not there are named", () => {
    expect(() => openSource("pix2pix", join(folder.path, "nowhere"))).toThrow(
      `--data must be a file or folder that is there, got ${join(folder.path, "nowhere")}.`,
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

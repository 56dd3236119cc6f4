// Reads folders of JPEG or PNG pictures: pairs side by side in one file, as in the data sets of
// pix2pix, or unpaired ones in folders A and B. Scales all to the size that the nets take.

import { existsSync, readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decode as decodeJpeg } from "jpeg-js";
import { PNG } from "pngjs";
import { DataError } from "../data/digits.js";
import { stack } from "../data/images.js";
import {
  type PairedImages,
  type Split,
  splitPairs,
  type UnpairedImages,
} from "../data/made-pictures.js";
import { cropAndScale, type RgbaPicture } from "../data/scale.js";
import type { Images } from "../tutorial.js";

/** Width and height of the nets' pictures, in pixels. */
const size = 32;

/** Limits that keep memory small in training, and time short in testing. */
const most = { train: 5_000, test: 128 };

/** Reads pairs with the target on the left and the input on the right, as in the tutorial. */
export async function readPairs(path: string): Promise<Split<PairedImages>> {
  const pairs = async (folder: string, limit: number) => {
    const [targets, inputs] = [[] as Images[], [] as Images[]];
    for (const file of picturesIn(folder, limit)) {
      const picture = await decode(file);
      const half = Math.floor(picture.width / 2);
      if (half === 0)
        throw new DataError(`${file} must have two halves, got a picture 1 pixel wide`);
      targets.push(cropAndScale(picture, 0, half, size));
      inputs.push(cropAndScale(picture, half, half, size));
    }
    return { inputs: stack(inputs), targets: stack(targets) };
  };
  if (isFolder(join(path, "train")))
    return {
      train: await pairs(join(path, "train"), most.train),
      test: await pairs(firstFolder(path, "test", "val", "train"), most.test),
    };
  return splitOff(await pairs(path, most.train), path);
}

export async function readUnpaired(path: string): Promise<Split<UnpairedImages>> {
  const pictures = async (folder: string, limit: number) => {
    const images: Images[] = [];
    for (const file of picturesIn(folder, limit)) {
      const picture = await decode(file);
      images.push(cropAndScale(picture, 0, picture.width, size));
    }
    return stack(images);
  };
  for (const name of ["trainA", "trainB"])
    if (!isFolder(join(path, name)))
      throw new DataError(
        `${path} must have the folders trainA and trainB, got none named ${name}`,
      );
  const part = async (a: string, b: string, limit: number) => ({
    a: await pictures(a, limit),
    b: await pictures(b, limit),
  });
  return {
    train: await part(join(path, "trainA"), join(path, "trainB"), most.train),
    test: await part(
      firstFolder(path, "testA", "trainA"),
      firstFolder(path, "testB", "trainB"),
      most.test,
    ),
  };
}

/** Holds out a tenth, for data without a folder of test pictures. */
function splitOff(pairs: PairedImages, path: string): Split<PairedImages> {
  const { count } = pairs.inputs;
  if (count < 2) throw new DataError(`${path} must have at least 2 pictures, got ${count}`);
  return splitPairs(pairs, Math.min(most.test, Math.ceil(count / 10)));
}

function picturesIn(folder: string, limit: number): string[] {
  const names = readdirSync(folder).filter((name) => /\.(jpe?g|png)$/i.test(name));
  if (names.length === 0)
    throw new DataError(`${folder} must have pictures, .jpg or .png, got none`);
  return names
    .sort()
    .slice(0, limit)
    .map((name) => join(folder, name));
}

async function decode(file: string): Promise<RgbaPicture> {
  const bytes = await readFile(file);
  try {
    return /\.png$/i.test(file)
      ? PNG.sync.read(bytes)
      : decodeJpeg(bytes, { useTArray: true, maxMemoryUsageInMB: 2_048 });
  } catch (error) {
    throw new DataError(
      `${file} must be a JPEG or PNG picture, got what cannot be decoded (${(error as Error).message})`,
    );
  }
}

function firstFolder(path: string, ...names: readonly string[]): string {
  return names.map((name) => join(path, name)).find(isFolder)!;
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

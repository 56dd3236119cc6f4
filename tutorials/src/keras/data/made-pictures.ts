// Makes paired and unpaired pictures from handwritten digits, for users without a data set of
// pix2pix or CycleGAN.

import type { Images } from "../tutorial.js";
import { range } from "./images.js";

export interface PairedImages {
  readonly inputs: Images;
  readonly targets: Images;
}

export interface UnpairedImages {
  readonly a: Images;
  readonly b: Images;
}

/** Training pictures and held-out ones. */
export interface Split<Data> {
  readonly train: Data;
  readonly test: Data;
}

/**
 * Outlines of digits with the digits, in place of the tutorial's outlines of façades with
 * photographs.
 */
export function outlinedDigits(digits: Images, held: number): Split<PairedImages> {
  return splitPairs({ inputs: outlines(digits), targets: digits }, held);
}

/** Holds out the first pairs. */
export function splitPairs({ inputs, targets }: PairedImages, held: number): Split<PairedImages> {
  const part = (from: number, to: number) => ({
    inputs: range(inputs, from, to),
    targets: range(targets, from, to),
  });
  return { test: part(0, held), train: part(held, inputs.count) };
}

/** Plain digits and other digits in stripes, in place of the tutorial's horses and zebras. */
export function stripedDigits(digits: Images, held: number): Split<UnpairedImages> {
  const half = Math.floor(digits.count / 2);
  const plain = range(digits, 0, half);
  const striped = stripes(range(digits, half, 2 * half));
  const part = (from: number, to: number) => ({
    a: range(plain, from, to),
    b: range(striped, from, to),
  });
  return { test: part(0, held), train: part(held, half) };
}

/**
 * White where a pixel is bright and a neighbour to the side, above or below is dark, else black.
 */
export function outlines(images: Images): Images {
  const { count, height, width, data } = images;
  const bright = (i: number, y: number, x: number) =>
    y >= 0 && y < height && x >= 0 && x < width && data[(i * height + y) * width + x]! > 0;
  const drawn = new Float32Array(data.length).fill(-1);
  for (let i = 0, at = 0; i < count; i++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, at++) {
        const inside =
          bright(i, y - 1, x) && bright(i, y + 1, x) && bright(i, y, x - 1) && bright(i, y, x + 1);
        if (bright(i, y, x) && !inside) drawn[at] = 1;
      }
  return { ...images, data: drawn };
}

/** Takes three quarters of their brightness from rows 2 and 3 of every 4. */
export function stripes(images: Images): Images {
  const { height, width, data } = images;
  const dimmed = data.map((value, at) =>
    (Math.floor(at / width) % height) % 4 < 2 ? value : (value + 1) / 4 - 1,
  );
  return { ...images, data: dimmed };
}

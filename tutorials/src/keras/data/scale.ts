// Scales pictures of any size to small squares. Each pixel is the mean of the area that it covers.

import type { Images } from "../tutorial.js";

/** Pixels of four bytes each, as decoders return them. */
export interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * Scales `width` columns from `left` on, with all rows, to one picture of size × size pixels and
 * three channels, in [-1, 1].
 */
export function cropAndScale(
  picture: RgbaPicture,
  left: number,
  width: number,
  size: number,
): Images {
  const data = new Float32Array(size * size * 3);
  for (let y = 0, at = 0; y < size; y++) {
    const [top, bottom] = covered(y, picture.height, size);
    for (let x = 0; x < size; x++, at += 3) {
      const [from, to] = covered(x, width, size);
      for (let c = 0; c < 3; c++)
        data[at + c] = meanOf(picture, c, left + from, left + to, top, bottom) / 127.5 - 1;
    }
  }
  return { count: 1, height: size, width: size, channels: 3, data };
}

/** The range that pixel `i` covers: at least one pixel, even of a picture smaller than `size`. */
function covered(i: number, length: number, size: number): [number, number] {
  const from = Math.floor((i * length) / size);
  return [from, Math.max(from + 1, Math.floor(((i + 1) * length) / size))];
}

function meanOf(
  { width, data }: RgbaPicture,
  channel: number,
  left: number,
  right: number,
  top: number,
  bottom: number,
): number {
  let sum = 0;
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) sum += data[4 * (y * width + x) + channel]!;
  return sum / ((right - left) * (bottom - top));
}

// Pictures of any size to small squares: each pixel is the mean of the area that it covers.

import type { Images } from "../tutorial.js";

/** Four bytes per pixel, as decoders give them. */
export interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * `width` columns from `left` on, all rows, as one picture of size × size in three channels, in
 * [-1, 1].
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

/** At least one pixel, also where there are fewer than wanted. */
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

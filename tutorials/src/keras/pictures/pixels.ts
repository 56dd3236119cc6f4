// Renders a grid of pictures as pixels, for a PNG file or a canvas.

import type { Grid } from "../tutorial.js";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity of each pixel, row by row. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Pixels between the pictures, and around them. */
const gap = 4;

/** Width to which small pictures are enlarged, approximately, by a whole factor. */
const wanted = 72;

/** Extra pixels between groups of columns. */
const groupGap = 12;

export function gridPixels({ images, columns, group = columns }: Grid): Pixels {
  const scale = Math.max(1, Math.round(wanted / images.width));
  const rows = Math.ceil(images.count / columns);
  const [cellWidth, cellHeight] = [images.width * scale + gap, images.height * scale + gap];
  const groups = Math.ceil(columns / group);
  const [width, height] = [
    columns * cellWidth + gap + (groups - 1) * groupGap,
    rows * cellHeight + gap,
  ];
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < images.count; i++) {
    const column = i % columns;
    const left = gap + column * cellWidth + Math.floor(column / group) * groupGap;
    const top = gap + Math.floor(i / columns) * cellHeight;
    for (let y = 0; y < images.height * scale; y++)
      for (let x = 0; x < images.width * scale; x++) {
        const from =
          ((i * images.height + Math.floor(y / scale)) * images.width + Math.floor(x / scale)) *
          images.channels;
        const to = 4 * ((top + y) * width + left + x);
        // A single channel is grey. Uint8ClampedArray rounds.
        for (let c = 0; c < 3; c++)
          rgba[to + c] = 127.5 * (images.data[from + (images.channels === 1 ? 0 : c)]! + 1);
      }
  }
  return { width, height, rgba };
}

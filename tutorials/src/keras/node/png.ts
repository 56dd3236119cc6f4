// Encodes pixels as PNG.

import { PNG } from "pngjs";
import type { Pixels } from "../pictures/pixels.js";

export function toPng({ width, height, rgba }: Pixels): Buffer {
  const png = new PNG({ width, height });
  png.data = Buffer.from(rgba.buffer);
  return PNG.sync.write(png);
}

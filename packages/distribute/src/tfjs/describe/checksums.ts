// Checksums of data and weights, by which replicas compare what is too large to send.

import type { Tensor } from "@tensorflow/tfjs-core";
import { refuse } from "binary-crossentropy/internal";
import { type Batch, type LayersModel, partsOf } from "binary-crossentropy/tfjs/internal";
import { bytesOf } from "../../bytes.js";
import { replicaThatDiffers } from "../../comparisons.js";
import { crc32, hex } from "../../crc32.js";
import type { ModelRows } from "../rows/model-rows.js";

/** The checksum of all tensors together, in their order. */
export async function checksumOf(tensors: readonly Tensor[]): Promise<string> {
  let checksum = 0;
  for (const tensor of tensors) {
    checksum = crc32(bytesOf(await tensor.data()), checksum);
  }
  return hex(checksum);
}

/**
 * Describes rows in lines, with a checksum of each part. Without this comparison, replicas that
 * list their files in different orders would train on different rows in silence.
 *
 * @param prefix Text before each line, such as `"validation's "`.
 */
export async function describeRows(
  model: LayersModel,
  { columns }: ModelRows,
  prefix = "",
): Promise<string[]> {
  const checksum = async (part: Batch) => checksumOf(part.filter((column) => column !== null));
  const { inputs, targets, weights } = partsOf(model, columns);
  return [
    `${prefix}inputs: those with the checksum ${await checksum(inputs)}`,
    `${prefix}labels: those with the checksum ${await checksum(targets)}`,
    `${prefix}weights of rows: ${weights.length === 0 ? "none" : `those with the checksum ${await checksum(weights)}`}`,
  ];
}

/**
 * Weights that started equal differ only where a layer changes some on its own, or where machines
 * round differently.
 *
 * @throws ValueError for checksums, by replica, that are not all the same.
 */
export function expectSameWeights(owner: string, checksums: readonly string[]): void {
  const replica = replicaThatDiffers(checksums);
  if (replica >= 0)
    refuse(
      owner,
      "weights",
      "stay the same on every replica",
      `others on replica ${replica} than on replica 0`,
    );
}

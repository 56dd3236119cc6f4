// Data and weights in a few digits: others would give others, so that replicas can compare what
// they cannot send.

import type { Tensor } from "@tensorflow/tfjs-core";
import { refuse } from "../../errors.js";
import { type Batch, type LayersModel, partsOf } from "../../tfjs/layers/model.js";
import { bytesOf } from "../bytes.js";
import { replicaThatDiffers } from "../comparisons.js";
import { crc32, hex } from "./crc32.js";
import type { ModelRows } from "./model-rows.js";

/** Of all tensors together, in their order. */
export async function checksumOf(tensors: readonly Tensor[]): Promise<string> {
  let checksum = 0;
  for (const tensor of tensors) {
    checksum = crc32(bytesOf(await tensor.data()), checksum);
  }
  return hex(checksum);
}

/**
 * Rows in lines that others would give otherwise: where files are listed in another order, replicas
 * would learn from different rows without a word.
 *
 * @param prefix Before each line, such as `"validation's "`.
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
 * Weights that began alike differ only where a layer keeps some of its own account, or where
 * machines compute with other roundings.
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

// What only the data or its layout in memory can tell is checked by the package's own checks, on a
// copy.

import type { Tensor } from "@tensorflow/tfjs-core";
import { mapOperands, type Operands } from "../../task/operands.js";
import { prepare } from "../../task/prepare.js";
import type { Call } from "./backend.js";

/** @throws ValueError or ShapeError for data that the options do not allow. */
export function checkOnHost(
  { owner, configured, repairRank }: Call,
  operands: Operands<Tensor>,
): void {
  const { validate, posWeight } = configured.settings;
  if (!validate && !Array.isArray(posWeight)) return;
  const args = mapOperands(operands, (tensor) => ({
    data: validate ? tensor.dataSync() : new Uint8Array(tensor.size),
    shape: tensor.shape,
  }));
  prepare(owner, configured, args, repairRank);
}

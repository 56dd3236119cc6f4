// One call of the loss: its arguments read, and handed to the one op of the backends whose memory
// can be reached, or to the composition of ops elsewhere.

import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { refuse } from "../errors.js";
import type { Settings } from "../options/read-options.js";
import { type Configured, configure } from "../task/configured.js";
import { type Arguments, mapOperands, type Operands } from "../task/operands.js";
import { prepare } from "../task/prepare.js";
import { broadcastShapes } from "./broadcast.js";
import { readOperands } from "./operands.js";
import { composed } from "./ops/composed.js";
import { type Call, fused } from "./ops/fused.js";
import { reachableMemory } from "./ops/memory.js";

/** @throws ValueError for a dtype that TensorFlow.js does not have. */
export function configureTensors(owner: string, settings: Settings): Configured {
  if (settings.dtype === "float64") {
    refuse(
      owner,
      "dtype",
      'be "float32" on tensors',
      '"float64"',
      "Import binary-crossentropy to compute in float64.",
    );
  }
  return configure({ ...settings, dtype: "float32" });
}

/** The loss: a scalar, or one loss per cell. */
export function callLoss(call: Call, args: Arguments): Tensor {
  return tidy(() => {
    const operands = readOperands(call.owner, args);
    const memory = reachableMemory();
    return memory ? fused(call, operands, memory) : compose(call, operands);
  });
}

function compose(call: Call, operands: Operands<Tensor>): Tensor {
  const { owner, configured, repairRank } = call;
  const { axis, validate, posWeight } = configured.settings;
  const shapes = broadcastShapes(owner, operands, axis, repairRank);
  if (validate || Array.isArray(posWeight)) checkOnHost(call, operands);
  return composed(operands, shapes, configured);
}

/**
 * Checks what only the data or its layout in memory can tell, by the package's own checks on a
 * copy.
 */
function checkOnHost({ owner, configured, repairRank }: Call, operands: Operands<Tensor>): void {
  const { validate } = configured.settings;
  const args = mapOperands(operands, (tensor) => ({
    data: validate ? tensor.dataSync() : new Uint8Array(tensor.size),
    shape: tensor.shape,
  }));
  prepare(owner, configured, args, repairRank);
}

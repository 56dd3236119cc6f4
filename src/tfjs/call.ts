// One call of the loss: its arguments read, and handed to the one op of the backends whose memory
// can be reached, or to the composition of ops elsewhere.

import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { refuse } from "../errors.js";
import type { Settings } from "../options/read-options.js";
import { type Configured, configure } from "../task/configured.js";
import { prepare } from "../task/prepare.js";
import { layoutOf } from "./layout.js";
import { type Arguments, type Operands, readOperands } from "./operands.js";
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

function compose(call: Call, operands: Operands): Tensor {
  const { owner, configured, repairRank } = call;
  const layout = layoutOf(
    owner,
    configured.settings,
    configured.settings.reduction,
    operands,
    repairRank,
  );
  if (configured.settings.validate || Array.isArray(configured.settings.posWeight))
    checkOnHost(call, operands);
  return composed(operands, layout, configured);
}

/**
 * What is checked by looking at the data, or needs its layout in memory: the package's own checks,
 * on a copy.
 */
function checkOnHost(
  { owner, configured, repairRank }: Call,
  { yTrue, yPred, sampleWeight, mask }: Operands,
): void {
  const { validate } = configured.settings;
  const shaped = (tensor: Tensor) => ({
    data: validate ? tensor.dataSync() : new Uint8Array(tensor.size),
    shape: tensor.shape,
  });
  const optional = (tensor: Tensor | undefined) => tensor && shaped(tensor);
  const args = {
    yTrue: shaped(yTrue),
    yPred: shaped(yPred),
    sampleWeight: optional(sampleWeight),
    mask: optional(mask),
  };
  prepare(owner, configured, args, repairRank);
}

// One call of the loss: its arguments read, and handed to the backend where it computes the loss
// whole, and to the composition of ops elsewhere.

import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { refuse } from "../errors.js";
import type { OptionName, Settings } from "../options/read-options.js";
import { type Configured, withSettings } from "../task/configured.js";
import type { LossKind } from "../task/loss-kind.js";
import type { Arguments, Operands } from "../task/operands.js";
import { broadcastShapes } from "./broadcast.js";
import { logitsBehind } from "./layers/sigmoid-heads.js";
import { readOperands } from "./operands.js";
import { activeBackend } from "./ops/active-backend.js";
import type { Call } from "./ops/backend.js";
import { checkOnHost } from "./ops/check-on-host.js";
import { composed } from "./ops/composed.js";
import { fused } from "./ops/fused.js";

/**
 * Reads the options of a loss on tensors.
 *
 * @throws ValueError for bad options, and for a dtype that TensorFlow.js does not have.
 */
export function configureTensors(
  kind: LossKind,
  owner: string,
  options: unknown,
  omitted?: readonly OptionName[],
): Configured {
  const configured = kind.configure(owner, options, omitted);
  if (configured.settings.dtype === "float64") {
    refuse(
      owner,
      "dtype",
      'be "float32" on tensors',
      '"float64"',
      "Import binary-crossentropy to compute in float64.",
    );
  }
  return withSettings(configured, { dtype: "float32" });
}

/** Whether a loss of probabilities is one of logits where a model has them, as in tf.keras. */
export function findsLogits({ fromLogits, dialect }: Settings): boolean {
  return !fromLogits && (dialect === "keras2" || dialect === "keras3");
}

const ofLogits = new WeakMap<Configured, Configured>();

/**
 * {@link callLoss} as a model calls it: of probabilities that it has just made of logits, the loss
 * is that of the logits.
 */
export function callInModel(call: Call, args: Required<Arguments>): Tensor {
  const { configured } = call;
  const yPred = findsLogits(configured.settings) ? logitsBehind(args.yPred) : undefined;
  if (yPred === undefined) return callLoss(call, args);
  let other = ofLogits.get(configured);
  if (!other) {
    other = withSettings(configured, { fromLogits: true });
    ofLogits.set(configured, other);
  }
  return callLoss({ ...call, configured: other }, { ...args, yPred });
}

/** Labels and predictions without a weight and a mask, which Object.prototype might have. */
export function alone(yTrue: unknown, yPred: unknown): Required<Arguments> {
  return { yTrue, yPred, sampleWeight: undefined, mask: undefined };
}

/** The loss: a scalar, or one loss per cell. */
export function callLoss(call: Call, args: Required<Arguments>): Tensor {
  return tidy(() => {
    const operands = readOperands(call.owner, args);
    const whole = activeBackend().whole(call, operands);
    return whole ? fused(call, operands, whole) : compose(call, operands);
  });
}

function compose(call: Call, operands: Operands<Tensor>): Tensor {
  const { owner, configured, repairRank } = call;
  const shapes = broadcastShapes(owner, operands, configured.settings.axis, repairRank);
  checkOnHost(call, operands);
  return composed(operands, shapes, configured);
}

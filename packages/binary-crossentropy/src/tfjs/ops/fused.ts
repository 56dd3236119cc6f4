// The whole loss as one op, on backends that compute it whole, and its gradient by yPred as another.
// Other gradients, and gradients of gradients, are composed.

import { engine, type Tensor } from "@tensorflow/tfjs-core";
import type { Operands } from "../../task/operands.js";
import { broadcastShapes } from "../broadcast.js";
import type { Call, Whole } from "./backend.js";
import { composedGradients } from "./composed.js";
import { runOp } from "./op.js";

/** The loss under the reduction of the options: a scalar, or one loss per cell. */
export function fused(call: Call, operands: Operands<Tensor>, whole: Whole): Tensor {
  const { owner, configured, repairRank } = call;
  const { yTrue, yPred, sampleWeight, mask } = operands;
  const optional = [sampleWeight, mask].filter((tensor) => tensor !== undefined);
  const named = ([y, x, ...rest]: readonly Tensor[]): Operands<Tensor> => ({
    yTrue: y!,
    yPred: x!,
    sampleWeight: sampleWeight && rest[0],
    mask: mask && rest.at(-1),
  });
  const isRecorded = engine().isTapeOn();
  return runOp("BinaryCrossentropy", [yTrue, yPred, ...optional], {
    compute: (inputs) => whole.value(named(inputs), isRecorded),
    gradients(dy, saved) {
      const inputs = named(saved);
      const shapes = broadcastShapes(owner, inputs, configured.settings.axis, repairRank);
      const others = () => composedGradients(dy, inputs, shapes, configured);
      // On a tape the gradient must know what it was computed of, to be differentiated once more.
      const once = () => (engine().isTapeOn() ? undefined : whole.gradient(dy, inputs));
      return [
        () => others().yTrue(),
        () => once() ?? others().yPred(),
        ...(sampleWeight ? [() => others().sampleWeight()] : []),
      ];
    },
  });
}

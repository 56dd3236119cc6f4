// What the package binary-crossentropy-distribute uses of the entry binary-crossentropy/tfjs beside
// its public names, and nothing more. Nothing is promised here. It is apart from
// binary-crossentropy/internal since it needs TensorFlow.js, which strategies on arrays do without.

export { lossWeightsOf } from "./layers/loss-weights.js";
export {
  type Batch,
  type Layer,
  type LayersModel,
  partsOf,
  trainedVariables,
  userMetricNames,
  userMetrics,
  workingModel,
} from "./layers/model.js";
export type { OutputFunction } from "./layers/model-data.js";
export { unitOf } from "./layers/named-metrics.js";
export { maskOf } from "./layers/output-masks.js";
export { isPackageLoss, packageLoss } from "./layers/package-losses.js";
export { findsLogitsOf } from "./layers/sigmoid-heads.js";
export { hasWeightedMetrics } from "./layers/weighted-metrics.js";
export { withWeights } from "./layers/weights.js";
export { checkTensor } from "./operands.js";
export { totalWeight } from "./total-weight.js";

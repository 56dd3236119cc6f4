// What can be trained, as callers pass it, and the model inside it that training works on.

import type { Optimizer } from "@tensorflow/tfjs-core";
import { refuse, show } from "binary-crossentropy/internal";
import {
  hasWeightedMetrics,
  type LayersModel,
  lossWeightsOf,
  workingModel,
} from "binary-crossentropy/tfjs/internal";

/** What can be trained: every `tf.LayersModel` and `tf.Sequential`, once it is compiled. */
export interface TrainableModel {
  readonly name: string;
  readonly outputNames: string[];
  readonly layers: readonly object[];
  optimizer: Optimizer;
  stopTraining: boolean;
}

/**
 * The compiled model that does the work.
 *
 * @throws ValueError for a value that is not a compiled model.
 */
export function compiledModel(owner: string, model: unknown): LayersModel {
  const working =
    typeof model === "object" && model !== null
      ? (workingModel(model) as Partial<LayersModel>)
      : undefined;
  if (
    typeof working?.standardizeUserData !== "function" ||
    typeof working.calculateLosses !== "function"
  ) {
    refuse(owner, "model", "be a tf.LayersModel", show(model));
  }
  if (!working.optimizer || !working.lossFunctions) {
    refuse(
      owner,
      "model",
      "be compiled",
      "one without optimizer and loss",
      "Call model.compile({ optimizer, loss }) before.",
    );
  }
  if (lossWeightsOf(working)) {
    const expected = "be compiled without lossWeights, which replicas do not share out";
    refuse(owner, "model", expected, "one with them", "Scale the losses by a sampleWeight.");
  }
  if (hasWeightedMetrics(working as LayersModel)) {
    const expected = "be compiled without weightedMetrics, which replicas do not add up";
    const remedy = "Compile with them afterwards, for model.evaluate.";
    refuse(owner, "model", expected, "one with them", remedy);
  }
  return working as LayersModel;
}

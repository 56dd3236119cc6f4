// The start of a custom training loop: every replica begins with what replica 0 has.

import { getStrategy } from "../../current-strategy.js";
import { describeTraining } from "../describe/describe-model.js";
import { compareLines } from "../messages/compare-lines.js";
import { broadcastState } from "../state/training-state.js";
import { compiledModel, type TrainableModel } from "../trainable-model.js";

/**
 * Gives every replica the weights of replica 0, and what its optimizer has gathered. Every replica
 * calls it, before a custom loop.
 *
 * @param model A compiled model, the same on every replica but for its weights.
 * @throws ValueError for a value that is not a compiled model, and where a replica has another one
 * than replica 0.
 */
export async function broadcastWeights(model: TrainableModel): Promise<void> {
  const owner = "broadcastWeights";
  const compiled = compiledModel(owner, model);
  const strategy = getStrategy();
  const lines = describeTraining(compiled);
  compareLines(owner, strategy, "model", lines);
  await broadcastState(owner, strategy, compiled, lines, "model");
}

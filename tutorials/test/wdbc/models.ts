// The rows of the breast-cancer data as the tests split them, and models trained on them.

import { readWdbc } from "../../src/wdbc/data.js";
import { splitParts } from "../../src/wdbc/split.js";
import { keepBest, observe, type Trained } from "../../src/wdbc/training.js";

export const data = readWdbc();
export const heldOut = { validation: 0.25, test: 0.25 };
export const parts = splitParts(data, heldOut, 10);

/** The plain model and the balanced one, after 100 epochs without early stopping. */
export function trainBoth(): readonly [plain: Trained, balanced: Trained] {
  const train = (name: string, balanced: boolean) =>
    keepBest(name, [...observe(parts, { name, balanced, epochs: 100, learningRate: 0.5 })]);
  return [train("plain", false), train("balanced", true)];
}

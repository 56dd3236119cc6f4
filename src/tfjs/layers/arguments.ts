// Arguments of `fit` and its like: TensorFlow.js reads what it knows and leaves out the rest, so
// that weights under another name would be left out without a word.

import { didYouMean, refuse, show } from "../../errors.js";
import type { LayersModel } from "./model.js";
import { hasPackageLoss } from "./weights.js";

/**
 * @param known Under which names the method takes weights.
 * @throws ValueError for weights under another name, for a model with a loss that takes them.
 */
export function checkArguments(
  model: LayersModel,
  method: string,
  args: unknown,
  known: readonly string[],
): void {
  if (typeof args !== "object" || args === null || !hasPackageLoss(model)) return;
  const unknown = Object.keys(args).find((key) => /weight/i.test(key) && !known.includes(key));
  if (unknown === undefined) return;
  const expected =
    known.length > 0 ? `have weights under ${known.join(" and ")} alone` : "have no weights";
  const remedy = didYouMean(unknown.replace(/s$/i, ""), known);
  refuse(`LayersModel.${method}`, "args", expected, show(unknown), remedy);
}

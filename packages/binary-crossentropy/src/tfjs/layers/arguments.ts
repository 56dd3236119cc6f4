// Arguments of `fit` and similar methods. TensorFlow.js ignores arguments that it does not know, so
// weights under another name would be left out in silence.

import { didYouMean, refuse, show } from "../../errors.js";
import type { LayersModel } from "./model.js";
import { isKnown } from "./named-losses.js";

/**
 * @param known The names under which the method takes weights.
 * @throws ValueError for weights under another name, if a loss of the model takes weights.
 */
export function checkArguments(
  model: LayersModel,
  method: string,
  args: unknown,
  known: readonly string[],
): void {
  if (typeof args !== "object" || args === null || !isKnown(model)) return;
  const unknown = Object.keys(args).find((key) => /weight/i.test(key) && !known.includes(key));
  if (unknown === undefined) return;
  const expected =
    known.length > 0 ? `have weights under ${known.join(" and ")} alone` : "have no weights";
  const remedy = didYouMean(unknown.replace(/s$/i, ""), known);
  refuse(`LayersModel.${method}`, "args", expected, show(unknown), remedy);
}

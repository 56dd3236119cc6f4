// Arguments of `fit` and similar methods. TensorFlow.js ignores arguments that it does not know, so
// weights under another name would be left out in silence.

import { Tensor } from "@tensorflow/tfjs-core";
import { didYouMean, refuse, show } from "../../errors.js";
import type { LayersModel } from "./model.js";
import { isKnown } from "./named-losses.js";

/**
 * @param known The names under which the method takes weights.
 * @throws ValueError for weights under another name or none, if a loss of the model takes weights.
 */
export function checkArguments(
  model: LayersModel,
  method: string,
  args: unknown,
  known: readonly string[],
): void {
  if (typeof args !== "object" || args === null || !isKnown(model)) return;
  if (args instanceof Tensor || Array.isArray(args)) {
    const remedy = known.length > 0 ? `Weights are passed as { ${known[0]} }.` : "";
    refuse(`LayersModel.${method}`, "args", "be an object of options", show(args), remedy);
  }
  const unknown = Object.keys(args).find((key) => /weight/i.test(key) && !known.includes(key));
  if (unknown === undefined) return;
  const expected =
    known.length > 0 ? `have weights under ${known.join(" and ")} alone` : "have no weights";
  const remedy = didYouMean(unknown.replace(/s$/i, ""), known);
  refuse(`LayersModel.${method}`, "args", expected, show(unknown), remedy);
}

/** @throws ValueError for validation data that `fit` would leave out, with its weights. */
export function checkValidationData(model: LayersModel, args: object): void {
  const { validationData } = args as { readonly validationData?: unknown };
  if (validationData === undefined || validationData === null) return;
  if (Array.isArray(validationData) || !isKnown(model)) return;
  const expected = "be an array of x and y, and weights if there are any";
  refuse("LayersModel.fit", "validationData", expected, show(validationData));
}

/** @throws ValueError for class weights, or whatever else, behind the weights of samples. */
export function checkBatchArguments(model: LayersModel, others: readonly unknown[]): void {
  const other = others.find((one) => one !== undefined && one !== null);
  if (other === undefined || !isKnown(model)) return;
  const remedy = "Pass sampleWeightFor(labels, classWeight) for weights of classes.";
  refuse(
    "LayersModel.trainOnBatch",
    "arguments",
    "be x, y and sampleWeight",
    `${show(other)} as well`,
    remedy,
  );
}

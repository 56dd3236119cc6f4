// Checks class weights before TensorFlow.js reads them: it takes the largest entry of a row of
// labels for the row's class, whatever else is in the row, and accepts weights that are not
// numbers.

import { Tensor } from "@tensorflow/tfjs-core";
import { didYouMean, refuse, show } from "../../errors.js";
import type { LayersModel } from "./model.js";
import type { TensorOrTensors } from "./model-data.js";
import { isKnown, isKnownOutput } from "./named-losses.js";
import { packageLoss } from "./package-losses.js";
import { listOf } from "./standardize.js";

const owner = "LayersModel";

/**
 * @param classWeight Weights by class; for several outputs an array of such objects, or an object
 * with one for each output name.
 * @throws ValueError for weights that are not finite numbers and for keys that are not numbers, for
 * outputs with a loss of this package or by its name.
 */
export function checkClassWeights(model: LayersModel, classWeight: unknown): void {
  if (!isKnown(model)) return;
  checkNames(model, classWeight);
  for (const output of outputsWith(model, classWeight)) {
    for (const [name, weight] of Object.entries(weightsAt(model, classWeight, output) as object)) {
      if (typeof weight !== "number" || !Number.isFinite(weight)) {
        const received = `${show(weight)} for the class ${name}`;
        refuse(owner, "classWeight", "have a finite number for each class", received);
      }
      if (name.trim() === "" || Number.isNaN(Number(name)))
        refuse(owner, "classWeight", "have class numbers as keys", show(name));
    }
  }
}

/**
 * The class weights, with one for the label that the loss of an output ignores. TensorFlow.js wants
 * one for every label that there is; what is ignored has none that would count.
 */
export function withIgnoredClass(model: LayersModel, classWeight: unknown): unknown {
  const ofOutputs = outputsWith(model, classWeight).flatMap((output) => {
    const label = packageLoss(model.lossFunctions[output])?.ignoreLabel;
    const weights = weightsAt(model, classWeight, output) as Readonly<Record<string, unknown>>;
    const key = label === undefined ? undefined : String(Math.fround(label));
    return key === undefined || key in weights ? [] : [[output, { ...weights, [key]: 1 }] as const];
  });
  if (ofOutputs.length === 0) return classWeight;
  const all = model.outputNames.map((_, output) => weightsAt(model, classWeight, output) ?? null);
  for (const [output, weights] of ofOutputs) all[output] = weights;
  return all;
}

/** Weights under a mistyped name would be left out in silence. */
function checkNames({ outputNames }: LayersModel, classWeight: unknown): void {
  if (
    outputNames.length === 1 ||
    typeof classWeight !== "object" ||
    classWeight === null ||
    Array.isArray(classWeight)
  )
    return;
  const unknown = Object.keys(classWeight).find((name) => !outputNames.includes(name));
  if (unknown === undefined) return;
  const expected = `have the weights of classes for outputs of ${JSON.stringify(outputNames)}`;
  refuse(owner, "classWeight", expected, show(unknown), didYouMean(unknown, outputNames));
}

/** @throws ValueError for labels of several columns whose rows are not one class each. */
export async function checkClasses(
  model: LayersModel,
  classWeight: unknown,
  y: TensorOrTensors,
): Promise<void> {
  const targets = listOf(y, model.outputNames);
  for (const output of outputsWith(model, classWeight)) {
    const target = targets[output];
    // TensorFlow.js reports other faults of labels itself.
    if (!(target instanceof Tensor) || target.rank !== 2 || target.shape[1]! < 2) continue;
    const data = await target.data();
    const columns = target.shape[1]!;
    for (let row = 0; row < target.shape[0]!; row++) {
      const labels = Array.from(data.subarray(row * columns, (row + 1) * columns));
      if (
        labels.filter((label) => label === 1).length === 1 &&
        labels.every((label) => label === 0 || label === 1)
      )
        continue;
      const expected = "be for labels of one column, or of one 1 in each row";
      const remedy = "Pass posWeight to the loss to weight the positive labels of each column.";
      refuse(owner, "classWeight", expected, `${show(labels)} in row ${row}`, remedy);
    }
  }
}

/** The outputs that have class weights, and a loss of this package or by its name. */
function outputsWith(model: LayersModel, classWeight: unknown): number[] {
  return [...model.outputNames.keys()].filter((output) => {
    const weights = isKnownOutput(model, output)
      ? weightsAt(model, classWeight, output)
      : undefined;
    return typeof weights === "object" && weights !== null;
  });
}

/** The class weights of an output, in any of the forms that TensorFlow.js takes. */
function weightsAt({ outputNames }: LayersModel, classWeight: unknown, output: number): unknown {
  if (typeof classWeight !== "object" || classWeight === null) return undefined;
  if (Array.isArray(classWeight)) return classWeight[output];
  const name = outputNames[output]!;
  const byName = (classWeight as Record<string, unknown>)[name];
  return byName === undefined && outputNames.length === 1 ? classWeight : byName;
}

// Models that are saved with their optimizer keep their loss: TensorFlow.js saves the names of its own
// losses and knows no options. Here a loss of this package goes into the file as Keras 3 writes it,
// which `losses.get` reads too, and comes back when the file is loaded.

import { refuse, show } from "../../errors.js";
import { snakeCase } from "../../options/config.js";
import { lossWeightsOf } from "./loss-weights.js";
import { type LayersModel, workingModel } from "./model.js";
import { type Serialized, serializedLoss } from "./package-losses.js";
import { findsLogitsOf } from "./sigmoid-heads.js";
import { hasWeightedMetrics } from "./weighted-metrics.js";
import { hasPackageLoss } from "./weights.js";
import { withMethod } from "./with-method.js";

/** Makes a loss of what {@link serializedLoss} gave; undefined for another value. */
export type ReadLoss = (saved: unknown) => unknown;

export function wrapSaving(prototype: LayersModel, read: ReadLoss): void {
  const { getLossIdentifiers, loadTrainingConfig } = prototype;
  prototype.getLossIdentifiers = function () {
    // Compiling a sequential model compiles the one inside it.
    const model = workingModel(this) as LayersModel;
    if (lossWeightsOf(model)) refuseToSave("lossWeights");
    if (hasWeightedMetrics(model)) refuseToSave("weightedMetrics");
    if (!hasPackageLoss(model)) return getLossIdentifiers.call(this);
    if (!findsLogitsOf(model)) refuseToSave("findLogits: false");
    return each(this.loss, identifierOf);
  };
  prototype.loadTrainingConfig = function (config) {
    let isOwn = false;
    const losses = each(config.loss, (saved) => {
      const loss = read(saved);
      isOwn ||= loss !== undefined;
      return loss ?? camelCase(saved);
    });
    if (!isOwn) return loadTrainingConfig.call(this, config);
    // TensorFlow.js compiles the model with what it makes of names.
    const { compile } = this;
    const compileOwn: LayersModel["compile"] = (args) =>
      compile.call(this, { ...args, loss: losses });
    withMethod(this as LayersModel, "compile", compileOwn, () =>
      loadTrainingConfig.call(this, { ...config, loss: "mean_squared_error" }),
    );
  };
}

function refuseToSave(option: string): never {
  const remedy = "Save without it, and compile the model again once it is loaded.";
  const expected = `be false for a model that was compiled with ${option}`;
  refuse("LayersModel.save", "includeOptimizer", expected, "true", remedy);
}

/** One loss, or each of a list or an object by output name. */
function each(losses: unknown, of: (loss: unknown) => unknown): unknown {
  if (Array.isArray(losses)) return losses.map(of);
  if (typeof losses !== "object" || losses === null || "class_name" in losses) return of(losses);
  return Object.fromEntries(Object.entries(losses).map(([name, loss]) => [name, of(loss)]));
}

function identifierOf(loss: unknown): Serialized | string {
  if (typeof loss === "string") return snakeCase(loss);
  return (
    serializedLoss(loss) ??
    refuse(
      "LayersModel.save",
      "includeOptimizer",
      "be false for a model with a loss of your own",
      show(loss),
      "Save without it, and compile the model again once it is loaded.",
    )
  );
}

/** A name as TensorFlow.js has it. */
const camelCase = (name: unknown) =>
  typeof name === "string"
    ? name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    : name;

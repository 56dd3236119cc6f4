// A model in lines of text, to be compared between replicas and with a checkpoint: its layers with
// their options and weights, its losses and metrics, and its optimizer. Names of layers, seeds and
// initial weights are left out, since they may differ between programs that train the same model.

import {
  type Batch,
  findsLogitsOf,
  isPackageLoss,
  type Layer,
  type LayersModel,
  type OutputFunction,
  packageLoss,
  userMetricNames,
  userMetrics,
} from "binary-crossentropy/tfjs/internal";
import { checksumOfText } from "../../crc32.js";

/** What is trained, and by what: layers, losses, metrics and optimizer. */
export function describeTraining(model: LayersModel): string[] {
  return [...describeLayers(model), ...describeOutputs(model), ...describeOptimizer(model)];
}

/** The layers, their options, connections and weights. */
export function describeLayers({ layers }: LayersModel): string[] {
  return layers.flatMap((layer, i) => {
    const subject = `layer ${i} (${layer.getClassName()})`;
    const weights = layer.weights.map(({ dtype, shape }) => `${dtype} [${shape.join(", ")}]`);
    return [
      `${subject}`,
      ...describeOptions(subject, layer.getConfig()),
      `${subject}: inputs from layers [${inboundOf(layer, layers).join(", ")}]`,
      `${subject}: ${layer.trainable ? "trainable" : "frozen"}`,
      `${subject}: weights ${weights.join(", ")}`,
    ];
  });
}

/** What is computed from the outputs: the losses, and the metrics by name. */
export function describeOutputs(model: LayersModel): string[] {
  const { lossFunctions, outputNames, loss, metrics } = model;
  // The source text of TensorFlow.js's own functions differs between its builds, so functions that
  // were passed by name are described by name.
  const lossNames = lossFunctions.map((_, i) =>
    typeof loss === "string" ? loss : partOf(loss, i, outputNames[i]!),
  );
  const metricNames = stringsIn(metrics);
  const names = userMetricNames(model);
  const searchOf = (one: OutputFunction) =>
    packageLoss(one)?.findsLogits && !findsLogitsOf(model) ? ", findLogits: false" : "";
  const metricLines = userMetrics(model).map(([metric, output], i) => {
    const name = names[i]!;
    const given = metricNames.find(
      (one) => name === one || name === `${outputNames[output]}_${one}`,
    );
    return `metric ${name} of output ${output}: ${given ?? describeFunction(metric)}`;
  });
  return [
    ...lossFunctions.map(
      (one, i) => `loss of output ${i}: ${lossNames[i] ?? describeFunction(one)}${searchOf(one)}`,
    ),
    ...metricLines,
  ];
}

/** The text at a place of a list, or under a name of an object; undefined if there is none. */
function partOf(given: unknown, place: number, name: string): string | undefined {
  const part = Array.isArray(given)
    ? given[place]
    : typeof given === "object"
      ? (given as { [key: string]: unknown } | null)?.[name]
      : undefined;
  return typeof part === "string" ? part : undefined;
}

function stringsIn(given: unknown): string[] {
  if (typeof given === "string") return [given];
  return typeof given === "object" && given !== null ? Object.values(given).flatMap(stringsIn) : [];
}

/** The optimizer with its options, as they are now. */
export function describeOptimizer({ optimizer }: Pick<LayersModel, "optimizer">): string[] {
  const name = `optimizer (${optimizer.getClassName()})`;
  return [name, ...describeOptions(name, optimizer.getConfig() ?? {})];
}

/** The dtypes and shapes of data, without the number of rows. */
export function describeColumns(columns: Batch): string {
  return `data: ${columns.map((column) => (column ? `${column.dtype} [${column.shape.slice(1).join(", ")}]` : "none")).join("; ")}`;
}

/**
 * A loss of this package is described by its options, another function by its source text, and a
 * subclass of `Loss` by both. What functions capture cannot be seen.
 */
function describeFunction(given: OutputFunction): string {
  const { getConfig } = given as { getConfig?: () => object };
  if (!getConfig) return `${given.name || "a function"}${describeSource(given)}`;
  const options = JSON.stringify({ ...getConfig.call(given), name: undefined });
  const isOwn = isPackageLoss(given) && !packageLoss(given);
  return `${given.constructor.name} ${options}${isOwn ? describeSource(given.constructor) : ""}`;
}

const describeSource = (given: object) =>
  `, whose source has the checksum ${checksumOfText(String(given))}`;

function describeOptions(subject: string, config: object): string[] {
  return Object.entries(config)
    .filter(([key]) => !mayDiffer(key))
    .map(
      ([key, value]) =>
        `${subject}: ${key} ${JSON.stringify(value, (inner, part) => (mayDiffer(inner) ? undefined : part))}`,
    );
}

function mayDiffer(key: string): boolean {
  return key === "name" || key === "seed" || /initializer$/i.test(key);
}

/** The layers that feed this one, wherever in the model it is used. */
function inboundOf(layer: Layer, layers: readonly Layer[]): number[] {
  return layer.inboundNodes.flatMap(({ inboundLayers }) =>
    (inboundLayers ?? []).map((inbound) => layers.indexOf(inbound)),
  );
}

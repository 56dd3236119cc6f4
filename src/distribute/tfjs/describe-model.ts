// A model in lines of text, to be compared between replicas and with a checkpoint: its layers with their options and weights,
// its losses, and its optimizer. Left out is what may differ between programs that train the same: names, seeds, and what the
// weights were before.

import type { Batch } from "../../tfjs/layers/model.js";
import type { CompiledModel, Layer, OutputFunction } from "./model.js";

/** What the weights belong to: what a checkpoint must agree on. */
export function describeLayers({ layers }: CompiledModel): string[] {
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

/** How the model is trained. */
export function describeTraining(model: CompiledModel): string[] {
  const { lossFunctions, optimizer } = model;
  const name = `optimizer (${optimizer.getClassName()})`;
  return [
    ...lossFunctions.map((loss, i) => `loss of output ${i}: ${describeLoss(loss)}`),
    `metrics: ${model.metricsTensors.length}`,
    name,
    ...describeOptions(name, optimizer.getConfig() ?? {}),
  ];
}

/** What data look like, but for the number of rows. */
export function describeColumns(columns: Batch): string {
  return `data: ${columns.map((column) => (column ? `${column.dtype} [${column.shape.slice(1).join(", ")}]` : "none")).join("; ")}`;
}

function describeLoss(loss: OutputFunction): string {
  const config = (loss as { getConfig?: () => object }).getConfig?.();
  return config ? JSON.stringify({ ...config, name: undefined }) : loss.name || "a function";
}

function describeOptions(subject: string, config: object): string[] {
  return Object.entries(config)
    .filter(([key]) => !mayDiffer(key))
    .map(([key, value]) => `${subject}: ${key} ${JSON.stringify(value, (inner, part) => (mayDiffer(inner) ? undefined : part))}`);
}

function mayDiffer(key: string): boolean {
  return key === "name" || key === "seed" || /initializer$/i.test(key);
}

/** The layers that feed it, wherever in the model it is used. */
function inboundOf(layer: Layer, layers: readonly Layer[]): number[] {
  return layer.inboundNodes.flatMap(({ inboundLayers }) => (inboundLayers ?? []).map((inbound) => layers.indexOf(inbound)));
}

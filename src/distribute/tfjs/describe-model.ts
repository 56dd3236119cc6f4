// A model in lines of text, to be compared between replicas and with a checkpoint: its layers with their options and weights,
// its losses and metrics, and its optimizer. Left out is what may differ between programs that train the same: names of
// layers, seeds, and what the weights were before.

import type { Batch } from "../../tfjs/layers/model.js";
import { crc32, hex } from "./crc32.js";
import type { CompiledModel, Layer, OutputFunction } from "./model.js";

/** What the weights belong to. */
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

/** What is computed of the outputs: the losses and, by their names, the metrics. */
export function describeOutputs(model: CompiledModel): string[] {
  const { lossFunctions, metricsTensors } = model;
  // After the loss of all come, where there are several outputs, the loss of each, which are among the metrics' functions.
  const names = model.getDedupedMetricsNames().slice(1);
  return [
    ...lossFunctions.map((loss, i) => `loss of output ${i}: ${describeFunction(loss)}`),
    ...metricsTensors.map(([metric, output], i) => `metric ${names[i]} of output ${output}: ${describeFunction(metric)}`),
  ];
}

/** The optimizer with all its options, as they are now. */
export function describeOptimizer({ optimizer }: Pick<CompiledModel, "optimizer">): string[] {
  const name = `optimizer (${optimizer.getClassName()})`;
  return [name, ...describeOptions(name, optimizer.getConfig() ?? {})];
}

/** What data look like, but for the number of rows. */
export function describeColumns(columns: Batch): string {
  return `data: ${columns.map((column) => (column ? `${column.dtype} [${column.shape.slice(1).join(", ")}]` : "none")).join("; ")}`;
}

/** Those of this package by their options, others by their text: what they have from around them cannot be seen. */
function describeFunction(given: OutputFunction): string {
  const { getConfig } = given as { getConfig?: () => object };
  if (getConfig) return `${given.constructor.name} ${JSON.stringify({ ...getConfig.call(given), name: undefined })}`;
  return `${given.name || "a function"}, whose source has the checksum ${hex(crc32(new TextEncoder().encode(String(given))))}`;
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

declare const TextEncoder: new () => { encode(text: string): Uint8Array };

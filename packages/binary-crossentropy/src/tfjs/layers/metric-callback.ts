// The callback through which a training reports its epochs. It runs before the caller's own, which
// find the weighted metrics so far in the logs of a batch, as in Keras.

import { keep, type Tensor } from "@tensorflow/tfjs-core";
import type { MetricStream } from "./metric-stream.js";
import type { LayersModel } from "./model.js";
import { weightedMetricsOf } from "./weighted-metrics.js";

type Logs = { [name: string]: number | Tensor };

/** An object of functions, or an instance of TensorFlow.js's class of callbacks. */
interface Callback {
  readonly setParams?: unknown;
  readonly onBatchEnd?: unknown;
  readonly onYield?: unknown;
}

/** The arguments of a training, with this callback before those that are in them. */
export function withStreamCallback(
  model: LayersModel,
  stream: MetricStream,
  args: unknown,
): unknown {
  const { callbacks } = (args ?? {}) as { readonly callbacks?: Callback | readonly Callback[] };
  const given = [callbacks ?? []].flat();
  const onEpochBegin = async () => stream.reset();
  const onBatchEnd = (_: number, logs: Logs) => showMeans(model, stream, logs);
  return { ...(args as object), callbacks: withFirst(given, { onEpochBegin, onBatchEnd }) };
}

interface Own {
  onEpochBegin(): Promise<void>;
  onBatchEnd(batch: number, logs: Logs): Promise<void>;
}

/** TensorFlow.js takes instances of its class, or objects of functions, but no mixture. */
function withFirst(given: readonly Callback[], own: Own): readonly object[] {
  const [first] = given;
  if (first && typeof first.setParams === "function")
    return [Object.assign(Object.create(baseOf(first)), own), ...given];
  // Beside an object of functions, logs are read back from the device for each that sees them.
  const isSeen = given.some(({ onBatchEnd, onYield }) => onBatchEnd ?? onYield);
  const { onEpochBegin, onBatchEnd } = own;
  const once = { onEpochBegin, ...(isSeen && { onBatchEnd }), nextFrameFunc: async () => {} };
  return [once, ...(given.length > 0 ? given : [{}])];
}

/** What all of TensorFlow.js's callbacks inherit from. */
function baseOf(callback: object): object {
  const parent: object | null = Object.getPrototypeOf(callback);
  return parent === null || parent === Object.prototype ? callback : baseOf(parent);
}

/**
 * Puts the means so far into the logs of a batch. The values there were for TensorFlow.js's own
 * mean, which has taken them by now.
 */
async function showMeans(model: LayersModel, stream: MetricStream, logs: Logs): Promise<void> {
  for (const [name, metric] of weightedMetricsOf(model)) {
    const mean = stream.mean(metric);
    const given = logs[name];
    if (!mean || given === undefined) continue;
    if (typeof given === "number") logs[name] = (await mean.data())[0]!;
    else {
      logs[name] = keep(mean.clone());
      given.dispose();
    }
  }
}

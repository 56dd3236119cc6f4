// What the explorer shows: an input, a quantity, and lines to compare.

import type { Dialect, Dtype } from "binary-crossentropy";
import { type Fields, numberIn, oneOf, someOf } from "../address.js";

export const inputs = ["logit", "probability"] as const;
export const quantities = ["loss", "gradient", "hessian"] as const;
export const scales = ["linear", "log"] as const;
export const dialects = ["keras2", "keras3", "torch", "exact"] as const satisfies Dialect[];
export const dtypes = ["float32", "float64"] as const satisfies Dtype[];

export interface Settings {
  input: (typeof inputs)[number];
  quantity: (typeof quantities)[number];
  label: number;
  dialects: readonly Dialect[];
  dtype: Dtype;
  /** 0 draws no line with smoothing, as 1 draws none with posWeight and 0 none of focal loss. */
  smoothing: number;
  posWeight: number;
  gamma: number;
  /** Logits are drawn from −reach to reach. */
  reach: number;
  /** The scale of the values, and that of probabilities. */
  scale: (typeof scales)[number];
  across: (typeof scales)[number];
  /** Where the marker stands: a logit or a probability. */
  at: number;
}

export const defaults: Settings = {
  input: "logit",
  quantity: "loss",
  label: 1,
  dialects: ["keras2"],
  dtype: "float32",
  smoothing: 0.1,
  posWeight: 1,
  gamma: 2,
  reach: 10,
  scale: "linear",
  across: "linear",
  at: -2,
};

export const fields: Fields<Settings> = {
  input: oneOf(inputs),
  quantity: oneOf(quantities),
  label: numberIn(0, 1),
  dialects: someOf(dialects),
  dtype: oneOf(dtypes),
  smoothing: numberIn(0, 1),
  posWeight: numberIn(0, 1e6),
  gamma: numberIn(0, 100),
  reach: numberIn(1, 1000),
  scale: oneOf(scales),
  across: oneOf(scales),
  at: numberIn(-1e6, 1e6),
};

/** The smallest probability on a logarithmic axis. */
export const least = 1e-12;

/** The range of inputs that is drawn. */
export function rangeOf({ input, reach, across }: Settings): readonly [number, number] {
  if (input === "logit") return [-reach, reach];
  return across === "log" ? [least, 1] : [0, 1];
}

/** The marker, kept in the range that is drawn. */
export function markerOf(settings: Settings): number {
  const [low, high] = rangeOf(settings);
  return Math.min(Math.max(settings.at, low), high);
}

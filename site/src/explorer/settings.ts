// What the explorer shows: an input, a quantity, and lines to compare.

import type { Dialect, Dtype } from "binary-crossentropy";
import { type Fields, numberIn, oneOf, someOf } from "../address.js";
import { dialects, dtypes } from "../options.js";

export const inputs = ["logit", "probability"] as const;
export const quantities = ["loss", "gradient", "hessian"] as const;
export const scales = ["linear", "log"] as const;

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

export const fields = {
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
} satisfies Fields<Settings>;

/** Whether inputs are drawn on a logarithmic axis: only probabilities may be. */
export function isLogAcross({ input, across }: Settings): boolean {
  return input === "probability" && across === "log";
}

/** The smallest probability on a logarithmic axis. */
const least = 1e-12;

/** The range of inputs that is drawn. */
export function rangeOf(settings: Settings): readonly [number, number] {
  if (settings.input === "logit") return [-settings.reach, settings.reach];
  return isLogAcross(settings) ? [least, 1] : [0, 1];
}

/** The input at a share of the axis: 0 at its lower end, 1 at its upper one. */
export function inputAt(settings: Settings, share: number): number {
  const [low, high] = rangeOf(settings);
  if (share === 1) return high;
  return isLogAcross(settings) ? low * (high / low) ** share : low + share * (high - low);
}

/** The share of the axis that an input is at. */
export function shareOf(settings: Settings, input: number): number {
  const [low, high] = rangeOf(settings);
  return isLogAcross(settings)
    ? Math.log(input / low) / Math.log(high / low)
    : (input - low) / (high - low);
}

/** The marker, kept in the range that is drawn. */
export function markerOf(settings: Settings): number {
  const [low, high] = rangeOf(settings);
  return Math.min(Math.max(settings.at, low), high);
}

// Options in Keras's own JSON: `getConfig` and `fromConfig`.

import type { Reduction } from "../semantics/reduction.js";
import { checkOption, defaults, type OptionName, readKeys, type Settings } from "./read-options.js";

/** A configuration: Keras's keys, and our own only where they differ from the default. */
export interface BinaryCrossentropyConfig {
  name: string;
  reduction: Reduction;
  from_logits: boolean;
  label_smoothing: number;
  axis: number | number[] | null;
  dialect?: string;
  epsilon?: number;
  dtype?: string;
  pos_weight?: number | number[];
  /** JSON has no NaN: `"NaN"`, `"Infinity"` and `"-Infinity"` stand for these labels. */
  ignore_label?: number | string;
  [key: string]: unknown;
}

const optionOf = {
  name: "name",
  reduction: "reduction",
  from_logits: "fromLogits",
  label_smoothing: "labelSmoothing",
  axis: "axis",
  dialect: "dialect",
  epsilon: "epsilon",
  dtype: "dtype",
  pos_weight: "posWeight",
  ignore_label: "ignoreLabel",
} as const satisfies Record<string, OptionName>;

type ConfigKey = keyof typeof optionOf;

const configKeys = Object.keys(optionOf) as ConfigKey[];
export const metricConfigKeys = configKeys.filter((key) => key !== "reduction");
const always: readonly ConfigKey[] = ["name", "reduction", "from_logits", "label_smoothing", "axis"];
const notFinite = [NaN, Infinity, -Infinity];

/** The configuration of settings; it survives JSON. */
export function toConfig(settings: Settings): BinaryCrossentropyConfig {
  const config: Record<string, unknown> = {};
  for (const key of configKeys) {
    const value = settings[optionOf[key]];
    if (!always.includes(key) && Object.is(value, defaults[optionOf[key]])) continue;
    if (Array.isArray(value)) config[key] = [...value];
    else config[key] = notFinite.includes(value as number) ? String(value) : value;
  }
  return config as BinaryCrossentropyConfig;
}

/**
 * The options in a configuration of this package, of tf.keras 2 or of Keras 3. The key `fn`, which tf.keras 2 writes, is
 * the function that the class wraps and says nothing new.
 *
 * @throws ValueError for an unknown key and for a value that the option cannot have.
 */
export function readConfig(owner: string, config: unknown, keys: readonly ConfigKey[] = configKeys): Record<string, unknown> {
  const given = readKeys(owner, "config", config ?? null, [...keys, "fn"]);
  const options: Record<string, unknown> = {};
  for (const [key, value] of given) {
    // Keras writes None for a name or a dtype that was left to it.
    if (key === "fn" || (value === null && (key === "name" || key === "dtype"))) continue;
    const number = key === "ignore_label" ? notFinite.find((item) => String(item) === value) : undefined;
    options[optionOf[key]] = checkOption(owner, optionOf[key], number ?? value, key);
  }
  return options;
}

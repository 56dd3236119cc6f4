// Options in Keras's own JSON: `getConfig` and `fromConfig`.

import type { Reduction } from "../semantics/reduction.js";
import { readKeys } from "./read-keys.js";
import {
  checkOption,
  crossentropyOptions,
  type OptionName,
  type OptionTable,
  optionNames,
  type Settings,
} from "./read-options.js";

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
  /** JSON has no NaN: `"NaN"` stands for it. */
  ignore_label?: number | "NaN";
  [key: string]: unknown;
}

/** The same for focal loss. */
export interface BinaryFocalCrossentropyConfig extends BinaryCrossentropyConfig {
  gamma: number;
  alpha: number;
  apply_class_balancing: boolean;
}

/** Keras's spelling of a name: `fromLogits` is `from_logits`, `MeanError` is `mean_error`. */
export function snakeCase(name: string): string {
  return name.replace(/\B[A-Z]/g, "_$&").toLowerCase();
}

/** The options that a configuration has; `validate` is a check, not part of the loss. */
function configured(table: OptionTable, omitted: readonly OptionName[]): OptionName[] {
  return optionNames(table, ["validate", ...omitted]);
}

/** The options of losses that Keras does not have. */
const own: readonly OptionName[] = ["dialect", "epsilon", "dtype", "posWeight", "ignoreLabel"];

/** Whether Keras has the option too: a configuration always names those. */
function isOfKeras(name: OptionName, { ofKeras }: OptionTable): boolean {
  return ofKeras ? ofKeras.includes(name) : !own.includes(name);
}

/** The configuration of settings; it survives JSON. */
export function toConfig(
  settings: Settings,
  omitted: readonly OptionName[] = [],
  table: OptionTable = crossentropyOptions,
): BinaryCrossentropyConfig {
  const config: Record<string, unknown> = {};
  for (const name of configured(table, omitted)) {
    const value = settings[name as keyof Settings];
    if (!isOfKeras(name, table) && Object.is(value, table.defaults[name as keyof Settings]))
      continue;
    if (Array.isArray(value)) config[snakeCase(name)] = [...value];
    else config[snakeCase(name)] = Number.isNaN(value) ? "NaN" : value;
  }
  return config as BinaryCrossentropyConfig;
}

/**
 * The options in a configuration of this package, of tf.keras 2 or of Keras 3. The key `fn`, which
 * tf.keras 2 writes, is the function that the class wraps and says nothing new.
 *
 * @throws ValueError for an unknown key and for a value that the option cannot have.
 */
export function readConfig(
  owner: string,
  config: unknown,
  omitted: readonly OptionName[] = [],
  table: OptionTable = crossentropyOptions,
): Record<string, unknown> {
  const names = configured(table, omitted);
  const given = readKeys(owner, "config", config ?? null, [...names.map(snakeCase), "fn"]);
  const options: Record<string, unknown> = {};
  for (const name of names) {
    const value = given.get(snakeCase(name));
    // Keras writes None for a name or a dtype that was left to it.
    if (value === undefined || (value === null && (name === "name" || name === "dtype"))) continue;
    options[name] = checkOption(
      owner,
      name,
      name === "ignoreLabel" && value === "NaN" ? NaN : value,
      snakeCase(name),
      table,
    );
  }
  return options;
}

// What a comparison reads of a side, as SQL.

import { labelOf, numberOf, textOf } from "../input/cells.js";
import { periodText } from "../input/time-text.js";
import type { Side } from "./side.js";

interface Values {
  /** Expressions: of the label, the prediction and maybe the weight, then of groups and clusters. */
  readonly columns: readonly string[];
  /** How many of these are numbers. */
  readonly numbers: number;
  /** The columns of the table that they are made of. */
  readonly needed: readonly string[];
}

export function valuesOf({ table, names, classes }: Side): Values {
  const { label, prediction, weight, by, time, cluster } = names;
  const numbers = [prediction, ...(weight === undefined ? [] : [weight])];
  const texts = cluster === undefined ? by : [...by, cluster];
  return {
    columns: [
      labelOf(label, table, classes),
      ...numbers.map((name) => numberOf(name, table)),
      ...texts.map((name) => (name === time?.name ? periodText(time, table) : textOf(name, table))),
    ],
    numbers: 1 + numbers.length,
    needed: [...new Set([label, ...numbers, ...texts])],
  };
}

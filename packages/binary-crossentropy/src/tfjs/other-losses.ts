// The losses of TensorFlow.js: the name that `model.compile` knows for one that Keras or
// TensorFlow.js has saved.

import { refuse, show } from "../errors.js";
import { dividesBy, reductions } from "../semantics/reduction.js";

/** Each with the other names that Keras has for it, in lower case. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  meanSquaredError: ["mse"],
  meanAbsoluteError: ["mae"],
  meanAbsolutePercentageError: ["mape"],
  meanSquaredLogarithmicError: ["msle"],
  squaredHinge: [],
  hinge: [],
  categoricalHinge: [],
  logcosh: [],
  categoricalCrossentropy: [],
  sparseCategoricalCrossentropy: [],
  kullbackLeiblerDivergence: ["kldivergence", "kld"],
  poisson: [],
  cosineProximity: ["cosinesimilarity"],
};

const letters = (name: string) => name.replaceAll("_", "").toLowerCase();

const names = new Map(
  Object.entries(otherNames).flatMap(([name, others]) =>
    [letters(name), ...others].map((one) => [one, name]),
  ),
);

/** The options that every loss of TensorFlow.js has: it takes none, so they are fixed. */
const fixed: Readonly<Record<string, readonly unknown[]>> = {
  reduction: reductions.filter((reduction) => dividesBy(reduction) === "cells"),
  from_logits: [false],
  label_smoothing: [0],
  axis: [-1],
  ignore_class: [null],
  dtype: [null, "float32"],
};
const free = ["name", "fn"];

/**
 * TensorFlow.js's name of a loss that is not of this package; undefined for one that it does not
 * have.
 *
 * @param config Its options, where it was saved as an object.
 * @throws ValueError for an option that TensorFlow.js does not have.
 */
export function otherLoss(owner: string, name: unknown, config: unknown): string | undefined {
  const known = typeof name === "string" ? names.get(letters(name)) : undefined;
  if (known === undefined || typeof config !== "object" || config === null) return known;
  for (const [option, value] of Object.entries(config)) {
    if (free.includes(option) || (Object.hasOwn(fixed, option) && fixed[option]!.includes(value)))
      continue;
    refuse(
      owner,
      `${option} of ${show(name)}`,
      `be what ${known} of TensorFlow.js has, which takes no options`,
      show(value),
    );
  }
  return known;
}

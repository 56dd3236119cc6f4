// Options of a loss with nothing left but its elements, with neither mean nor selection.

import { type Configured, configure, withSettings } from "../../task/configured.js";

export type Elementwise = Configured & { readonly isElementwise: true };

const bare = { axis: [], reduction: "none", ignoreLabel: undefined, validate: false } as const;

export function elementwiseOf(configured: Configured): Elementwise {
  return once(configured, () => withSettings(configured, bare));
}

/** The same without label smoothing. */
export function hardOf(options: Elementwise): Elementwise {
  return options.settings.labelSmoothing === 0
    ? options
    : once(options, () => withSettings(options, { labelSmoothing: 0 }));
}

/** The same without the focus. */
export function unfocused(options: Elementwise): Elementwise {
  return once(options, () => configure(options.settings));
}

const made = new WeakMap<Configured, Elementwise>();

/** Options made of others, once: each is only ever changed in one way. */
function once(origin: Configured, change: () => Configured): Elementwise {
  let options = made.get(origin);
  if (!options) {
    options = { ...change(), isElementwise: true };
    made.set(origin, options);
  }
  return options;
}

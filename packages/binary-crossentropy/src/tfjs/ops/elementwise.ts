// Options of a loss with nothing left but its elements, with neither mean nor selection.

import type { Settings } from "../../options/read-options.js";
import { type Configured, configure } from "../../task/configured.js";

export type Elementwise = Configured & { readonly isElementwise: true };

const bare = { axis: [], reduction: "none", ignoreLabel: undefined, validate: false } as const;

export function elementwiseOf(configured: Configured): Elementwise {
  return withSettings(configured, bare);
}

/** The same without label smoothing. */
export function hardOf(options: Elementwise): Elementwise {
  return options.settings.labelSmoothing === 0
    ? options
    : withSettings(options, { labelSmoothing: 0 });
}

const made = new WeakMap<Configured, Elementwise>();

/** Options with other settings, made once: each is only ever changed in one way. */
function withSettings(origin: Configured, changes: Partial<Settings>): Elementwise {
  let options = made.get(origin);
  if (!options) {
    options = { ...configure({ ...origin.settings, ...changes }), isElementwise: true };
    made.set(origin, options);
  }
  return options;
}

// Options, read once, with what is made of them for all calls.

import { type CreateKernel, isTame, Kernels } from "../kernels/choose-kernel.js";
import { createCrossentropyKernel } from "../kernels/crossentropy-kernel.js";
import type { Settings } from "../options/read-options.js";
import type { Focus } from "../semantics/focal.js";
import { type Divisor, dividesBy } from "../semantics/reduction.js";
import { KnownLayouts } from "./known-layouts.js";

/** Options, with the kernels that were made for them. */
export interface Configured {
  readonly settings: Settings;
  readonly kernels: Kernels;
  readonly create: CreateKernel;
  /** What makes it focal loss. */
  readonly focus: Focus | undefined;
  readonly layouts: KnownLayouts;
  /** What the reduction divides by. */
  readonly dividesBy: Divisor;
}

/**
 * @param create Makes the kernels of the loss.
 * @param focus What makes it focal loss.
 */
export function configure(
  settings: Settings,
  create: CreateKernel = createCrossentropyKernel,
  focus?: Focus,
): Configured {
  const { fromLogits, labelSmoothing, dialect, epsilon } = settings;
  return {
    settings,
    // Nothing else: these travel with each sweep that a pool shares.
    kernels: new Kernels(
      { fromLogits, labelSmoothing, dialect, epsilon, isTame: isTame(settings), focus },
      create,
    ),
    create,
    focus,
    layouts: new KnownLayouts(),
    dividesBy: dividesBy(settings.reduction),
  };
}

/** The same loss with other settings. */
export function withSettings(
  { settings, create, focus }: Configured,
  changes: Partial<Settings>,
): Configured {
  return configure({ ...settings, ...changes }, create, focus);
}

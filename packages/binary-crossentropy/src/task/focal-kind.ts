// Focal loss among the kinds of losses.

import { createFocalKernel } from "../kernels/focal-kernel.js";
import { focalOptions, readFocalOptions } from "../options/focal-options.js";
import { configure } from "./configured.js";
import type { LossKind } from "./loss-kind.js";

export const focalKind: LossKind = {
  className: "BinaryFocalCrossentropy",
  options: focalOptions,
  configure(owner, options, omitted) {
    const { settings, focus } = readFocalOptions(owner, options, omitted);
    // What is not focused is binary cross-entropy, to the bit.
    return focus ? configure(settings, createFocalKernel, focus) : configure(settings);
  },
};

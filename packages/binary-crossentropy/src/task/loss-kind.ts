// What tells the losses whose elements kernels compute from one another: their options, and how they
// are made ready for calls. Each kind comes with its own kernels, so that a program without a loss is
// without them too.

import {
  crossentropyOptions,
  type OptionName,
  type OptionTable,
  readOptions,
} from "../options/read-options.js";
import { type Configured, configure } from "./configured.js";

export interface LossKind {
  /** The class, as messages name it. */
  readonly className: string;
  readonly options: OptionTable;
  /**
   * Reads options.
   *
   * @throws ValueError for an unknown name, for a value of the wrong type or out of range, and for
   * options that do not go together.
   */
  configure(owner: string, options: unknown, omitted?: readonly OptionName[]): Configured;
}

export const crossentropyKind: LossKind = {
  className: "BinaryCrossentropy",
  options: crossentropyOptions,
  configure: (owner, options, omitted) => configure(readOptions(owner, options, omitted)),
};

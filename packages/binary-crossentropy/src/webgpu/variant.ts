// Which shader computes: what of a call its text depends on. Lengths and offsets are numbers that
// the shader reads; whether there is a mask, and of what, is in its text.

import type { Settings } from "../options/read-options.js";
import type { Divisor } from "../semantics/reduction.js";
import type { ArithmeticOptions } from "./arithmetic.js";

/** How the items of an operand lie: 32 bits each, a byte each, or one number for all. */
export type Items = "float32" | "int32" | "uint8" | "number";

/** What of the operands the text depends on. */
export interface OperandKinds {
  readonly labels: Items;
  readonly weight: "float32" | "number" | null;
  readonly mask: "float32" | "uint8" | null;
}

export type Derivative = "gradient" | "hessian";

/** What a sum is of: w L, w, or 1, each over what its row keeps. */
export type SumName = "losses" | "weights" | "cells";

/** Where the divisor of a value comes from: a number of the host's, or a sum. */
export type DivisorFrom = Exclude<Divisor, "nothing"> | "host";

/** One stage of the way, each a file in wgsl/. */
export type Stage =
  | {
      readonly stage: "elements";
      readonly sums: readonly SumName[];
      readonly derivative: Derivative | null;
      /** Whether derivatives are divided by a sum that a stage before has left. */
      readonly readsDivisor: boolean;
      /** Whether a stage before has counted what each row keeps. */
      readonly readsRows: boolean;
    }
  | {
      readonly stage: "rows";
      /** What comes out for each row: 1 / number of elements kept, or the loss. */
      readonly gives: "factors" | "losses";
      /** How many invocations share a row. */
      readonly lanes: 1 | 256;
    }
  | {
      readonly stage: "finish";
      readonly gives: "value" | "divisor";
      readonly divisor: DivisorFrom;
    };

/** The options of a loss that its shaders depend on. */
export interface ShaderOptions extends ArithmeticOptions {
  readonly posWeight: number | readonly number[] | undefined;
  readonly ignoreLabel: number | undefined;
}

/** Options of a loss, read, with what makes it focal loss. */
export interface FocusedSettings {
  readonly settings: Settings;
  readonly focal: ArithmeticOptions["focal"];
}

export const shaderOptionsOf = ({ settings, focal }: FocusedSettings): ShaderOptions => ({
  ...settings,
  focal,
});

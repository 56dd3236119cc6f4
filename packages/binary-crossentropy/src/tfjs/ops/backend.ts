// What a backend computes of the loss. Everything else is composed of TensorFlow.js's ops.

import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { Quantity } from "../../semantics/element.js";
import type { Configured } from "../../task/configured.js";
import type { Operands } from "../../task/operands.js";
import type { Elementwise } from "./elementwise.js";

/**
 * How a loss is called: what messages name, its options, and whether ranks one apart are repaired.
 */
export interface Call {
  readonly owner: string;
  readonly configured: Configured;
  readonly repairRank: boolean;
}

export interface Backend {
  /**
   * The loss of each element, or a derivative of it by its prediction.
   *
   * @param y Labels before smoothing, of any dtype, in the shape of x.
   */
  element(quantity: Quantity, y: Tensor, x: Tensor, options: Elementwise): TensorInfo;
  /** a · b with 0 · ∞ = 0; one operand may broadcast to the other. */
  product(a: Tensor, b: Tensor): TensorInfo;
  /**
   * The loss under its reduction; undefined where it is to be composed of elements.
   *
   * @throws ValueError or ShapeError for operands that do not fit.
   */
  whole(call: Call, operands: Operands<Tensor>): Whole | undefined;
}

/** One call of the loss, whose operands are passed when it is computed. */
export interface Whole {
  /**
   * A scalar, or one loss per cell.
   *
   * @param isRecorded Whether the gradient may be asked for later.
   */
  value(operands: Operands<Tensor>, isRecorded: boolean): TensorInfo;
  /**
   * The gradient by yPred times dy, which knows nothing of what it was computed of; undefined where
   * it is to be composed.
   */
  gradient(dy: Tensor, operands: Operands<Tensor>): Tensor | undefined;
}

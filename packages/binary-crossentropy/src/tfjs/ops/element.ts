// The loss of each element as a differentiable op, and its derivatives as further ones: by the
// prediction they are the next order of the same, by the label a difference of two losses, since
// binary cross-entropy is affine in the label.

import { mul, ones, sub, type Tensor, zeros } from "@tensorflow/tfjs-core";
import { refuse } from "../../errors.js";
import type { Quantity } from "../../semantics/element.js";
import { activeBackend } from "./active-backend.js";
import { type Elementwise, hardOf, unfocused } from "./elementwise.js";
import { focalSlope } from "./focal-slope.js";
import { runOp } from "./op.js";
import { product } from "./product.js";

const owner = "binaryCrossentropy";
const names: Readonly<Record<Quantity, string>> = {
  loss: "BinaryCrossentropyElement",
  gradient: "BinaryCrossentropyElementGrad",
  hessian: "BinaryCrossentropyElementHessian",
};

/**
 * The loss of each element, or a derivative of it by its prediction.
 *
 * @param y Labels before smoothing, of the shape of x.
 */
export function element(quantity: Quantity, y: Tensor, x: Tensor, options: Elementwise): Tensor {
  return runOp(names[quantity], [y, x], {
    compute: ([labels, predictions]) =>
      activeBackend().element(quantity, labels!, predictions!, options),
    gradients: (dy, [labels, predictions]) => [
      () => product(dy, slope(quantity, labels!, predictions!, options)),
      () => product(dy, element(derivativeOf(quantity), labels!, predictions!, options)),
    ],
  });
}

/** The derivative of {@link element} by the label before smoothing. */
export function slope(quantity: Quantity, y: Tensor, x: Tensor, options: Elementwise): Tensor {
  const { focus, settings } = options;
  if (!focus) return plainSlope(quantity, x, options);
  const plain = unfocused(options);
  const lossOf = (of: Quantity) => element(of, y, x, plain);
  const slopeOf = (of: Quantity) => plainSlope(of, x, plain);
  return focalSlope(quantity, y, x, settings, focus, lossOf, slopeOf);
}

/** That of binary cross-entropy, which is affine in the label. */
function plainSlope(quantity: Quantity, x: Tensor, options: Elementwise): Tensor {
  const { labelSmoothing, fromLogits, posWeight } = options.settings;
  // (1 − t) softplus(z) + t softplus(−z) is smaller by z at t = 1 than at t = 0; the difference
  // would lose its digits.
  if (quantity === "loss" && fromLogits && (posWeight ?? 1) === 1)
    return mul(x, labelSmoothing - 1);
  const hard = hardOf(options);
  return mul(
    sub(element(quantity, ones(x.shape), x, hard), element(quantity, zeros(x.shape), x, hard)),
    1 - labelSmoothing,
  );
}

/** The derivative of the quantity by the prediction. */
function derivativeOf(quantity: Quantity): Quantity {
  switch (quantity) {
    case "loss":
      return "gradient";
    case "gradient":
      return "hessian";
    case "hessian":
      refuse(owner, "the order of a derivative by yPred", "be at most 2", "3");
  }
}

// A loss of elements and its derivatives by the prediction, element by element.

import { grad } from "@jax-js/jax";
import type { Value } from "../../../src/jax/term.js";

type OfElements = (y: Value, x: Value) => Value;

/** The derivative of each element: elements do not depend on one another. */
function derivativeOf(f: OfElements): OfElements {
  return (y, x) => {
    const derivative = grad((z: Value) => f(y.ref, z).sum())(x) as Value;
    y.dispose();
    return derivative;
  };
}

export function derivatives(loss: OfElements) {
  const gradient = derivativeOf(loss);
  const hessian = derivativeOf(gradient);
  const third = derivativeOf(hessian);
  return { loss, gradient, hessian, third };
}

// The loss of each element as a differentiable op, and its derivatives as further ones: by the
// prediction they are the next order of the same, by the label a difference of two losses, since
// the loss is affine in the label.

import { mul, ones, sub, type Tensor, type TensorInfo, tidy, zeros } from "@tensorflow/tfjs-core";
import { refuse } from "../../errors.js";
import type { Settings } from "../../options/read-options.js";
import type { Quantity } from "../../semantics/element.js";
import { run } from "../../sweep/run.js";
import { hessian, reduce, type Steps } from "../../sweep/steps.js";
import { type Configured, configure } from "../../task/configured.js";
import { prepare } from "../../task/prepare.js";
import type { Task } from "../../task/task.js";
import type { NdArray } from "../../types.js";
import { formula } from "./formula.js";
import { type Memory, reachableMemory } from "./memory.js";
import { runOp } from "./op.js";

const owner = "binaryCrossentropy";
const names: Readonly<Record<Quantity, string>> = {
  loss: "BinaryCrossentropyElement",
  gradient: "BinaryCrossentropyElementGrad",
  hessian: "BinaryCrossentropyElementHessian",
};

/** Options of a loss with nothing left but its elements, with neither mean nor selection. */
export type Elementwise = Configured & { readonly isElementwise: true };

const bare = { axis: [], reduction: "none", ignoreLabel: undefined, validate: false } as const;

export function elementwiseOf(configured: Configured): Elementwise {
  return withSettings(configured, bare);
}

/** The same without label smoothing. */
function hardOf(options: Elementwise): Elementwise {
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

/**
 * The loss of each element, or a derivative of it by its prediction.
 *
 * @param y Labels before smoothing, of the shape of x.
 */
export function element(quantity: Quantity, y: Tensor, x: Tensor, options: Elementwise): Tensor {
  return runOp(names[quantity], [y, x], {
    compute: ([labels, predictions]) => compute(quantity, labels!, predictions!, options),
    gradients: (dy, [labels, predictions]) => [
      () => mul(dy, slope(quantity, predictions!, options)),
      () => mul(dy, element(derivativeOf(quantity), labels!, predictions!, options)),
    ],
  });
}

/** The derivative of {@link element} by the label before smoothing. */
export function slope(quantity: Quantity, x: Tensor, options: Elementwise): Tensor {
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

function compute(quantity: Quantity, y: Tensor, x: Tensor, options: Elementwise): TensorInfo {
  const memory = reachableMemory();
  if (!memory) return tidy(() => formula(quantity, y, x, options.settings));
  return memory.write(x.shape, (out) => fill(quantity, memory, y, x, options, out));
}

function fill(
  quantity: Quantity,
  memory: Memory,
  y: Tensor,
  x: Tensor,
  options: Elementwise,
  out: Float32Array,
): void {
  const shaped = (tensor: Tensor) => ({ data: memory.read(tensor), shape: tensor.shape });
  const { task } = prepare(
    owner,
    options,
    { yTrue: shaped(y), yPred: shaped(x), sampleWeight: null, mask: null },
    false,
  );
  run(task, written[quantity](task, out));
}

/** What writes each quantity to an array. */
const written: Readonly<Record<Quantity, (task: Task, out: Float32Array) => Steps<void>>> = {
  *loss(task, out) {
    out.set(((yield* reduce(task, "none")) as NdArray).data);
  },
  *gradient(_, out) {
    yield { what: "valueAndGrad", divisor: 1, out };
  },
  hessian: (task, out) => hessian(task, "none", out),
};

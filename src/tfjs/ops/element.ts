// The loss of each element as a differentiable op, and its derivatives as further ones: by the
// prediction they are the next order of the same, by the label a difference of two losses, since
// the loss is affine in the label.

import { mul, ones, sub, type Tensor, type TensorInfo, tidy, zeros } from "@tensorflow/tfjs-core";
import { refuse } from "../../errors.js";
import type { Settings } from "../../options/read-options.js";
import { run } from "../../sweep/run.js";
import { hessian, reduce, type Steps } from "../../sweep/steps.js";
import { type Configured, configure } from "../../task/configured.js";
import { prepare } from "../../task/prepare.js";
import type { FloatArray, NdArray } from "../../types.js";
import { formula, type Order } from "./formula.js";
import { type Memory, reachableMemory } from "./memory.js";
import { runOp } from "./op.js";

const owner = "binaryCrossentropy";
const names = [
  "BinaryCrossentropyElement",
  "BinaryCrossentropyElementGrad",
  "BinaryCrossentropyElementHessian",
] as const;

/** Options of a loss with nothing left but its elements, with neither mean nor selection. */
export type Elementwise = Configured & { readonly isElementwise: true };

const made = new WeakMap<Configured, { elementwise: Elementwise; hard?: Elementwise }>();

export function elementwiseOf(configured: Configured): Elementwise {
  let entry = made.get(configured);
  if (!entry) {
    entry = { elementwise: elementwise(configured.settings) };
    made.set(configured, entry);
  }
  return entry.elementwise;
}

function elementwise(settings: Settings): Elementwise {
  const bare = configure({
    ...settings,
    axis: [],
    reduction: "none",
    ignoreLabel: undefined,
    validate: false,
  });
  return { ...bare, isElementwise: true };
}

/** The same without label smoothing. */
function hardOf(options: Elementwise): Elementwise {
  if (options.settings.labelSmoothing === 0) return options;
  let entry = made.get(options);
  if (!entry) {
    entry = { elementwise: elementwise({ ...options.settings, labelSmoothing: 0 }) };
    made.set(options, entry);
  }
  return entry.elementwise;
}

/**
 * The loss of each element, or a derivative of it by its prediction.
 *
 * @param y Labels before smoothing, of the shape of x.
 */
export function element(order: Order, y: Tensor, x: Tensor, options: Elementwise): Tensor {
  return runOp(names[order], [y, x], {
    compute: ([labels, predictions]) => compute(order, labels!, predictions!, options),
    gradients: (dy, [labels, predictions]) => [
      () => mul(dy, slope(order, predictions!, options)),
      () => mul(dy, element(following(order), labels!, predictions!, options)),
    ],
  });
}

/** The derivative of {@link element} by the label before smoothing. */
export function slope(order: Order, x: Tensor, options: Elementwise): Tensor {
  const { labelSmoothing, fromLogits, posWeight } = options.settings;
  // (1 − t) softplus(z) + t softplus(−z) is smaller by z at t = 1 than at t = 0; the difference
  // would lose its digits.
  if (order === 0 && fromLogits && (posWeight ?? 1) === 1) return mul(x, labelSmoothing - 1);
  const hard = hardOf(options);
  return mul(
    sub(element(order, ones(x.shape), x, hard), element(order, zeros(x.shape), x, hard)),
    1 - labelSmoothing,
  );
}

function following(order: Order): Order {
  if (order < 2) return (order + 1) as Order;
  refuse(owner, "the order of a derivative by yPred", "be at most 2", "3");
}

function compute(order: Order, y: Tensor, x: Tensor, options: Elementwise): TensorInfo {
  const memory = reachableMemory();
  if (!memory) return tidy(() => formula(order, y, x, options.settings));
  return memory.write(x.shape, (out) => fill(order, memory, y, x, options, out));
}

function fill(
  order: Order,
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
  if (order === 0) out.set((run(task, reduce(task, "none")) as NdArray).data);
  else run(task, order === 1 ? gradient(out) : hessian(task, "none", out));
}

function* gradient(out: FloatArray): Steps<void> {
  yield { what: "valueAndGrad", divisor: 1, out };
}

// How a loss of one's own is computed, whose subclass gives the losses and, for the gradient, their
// derivatives: what it is given, and what is made of its answers. Weights, mask and reduction are
// those of every loss, with losses, or derivatives, in the place of elements.

import { refuseShape, showShape } from "../errors.js";
import { identityKernel } from "../kernels/identity-kernel.js";
import type { Reduction } from "../semantics/reduction.js";
import { commonShape, readAsSamples } from "../shape/align.js";
import { cellsOf } from "../shape/cells.js";
import { axesAlong, fitWeight, stridesAlong } from "../shape/fit-weight.js";
import type { Shape } from "../shape/view.js";
import { type Arguments, type Operands, openOperands } from "../task/operands.js";
import { createTask, type Task } from "../task/task.js";
import { checkMask } from "../task/validate.js";
import { toNdArray } from "../tensor/ndarray.js";
import { type OpenTensor, openTensor, type Tensor } from "../tensor/read-tensor.js";
import type { Dtype, NdArray } from "../types.js";

/** A call, whose arguments have been asked for all that they hold. */
export interface OwnCall {
  readonly owner: string;
  readonly dtype: Dtype;
  /** Of yPred, as the caller passed it. */
  readonly shape: Shape;
  /** In which the subclass gets it. */
  readonly read: Shape;
  /** Labels and predictions, for a method of the subclass to do with as it likes. */
  copies(): [yTrue: NdArray, yPred: NdArray];
  /** What a method of the subclass returned, asked for all that it holds. */
  openAnswer(method: string, answer: unknown): OpenTensor;
  /** The arguments, read once more: the subclass may have done anything to their memory. */
  look(): Operands;
}

/** @throws ValueError for what is no tensor. */
export function openOwn(owner: string, args: Arguments): OwnCall {
  // Nested predictions are of this dtype, and so are given to `call` in it.
  const look = openOperands(owner, args, "float32");
  const { yTrue, yPred, sampleWeight, mask } = look();
  const { shape, dtype } = yPred;
  const common = commonShape(yTrue.shape, shape);
  const read = common && readAsSamples(common, -1, [sampleWeight, mask]).shape;
  const copy = (tensor: Tensor) => toNdArray(tensor, dtype, read ?? tensor.shape);
  return {
    owner,
    dtype,
    shape,
    read: read ?? shape,
    copies: () => [copy(yTrue), copy(yPred)],
    openAnswer: (method, answer) => openTensor(owner, `what ${method} returns`, answer, dtype),
    look,
  };
}

/**
 * The losses as elements of a task, and their derivatives as those of another: each of them has the
 * weight and the mask of its loss.
 *
 * @throws ShapeError for shapes that do not fit.
 */
export function tasksOf(
  { owner, dtype, read, look }: OwnCall,
  reduction: Reduction,
  openLosses: OpenTensor,
  openSlopes?: OpenTensor,
): { readonly losses: Task; readonly slopes: Task | undefined } {
  const { sampleWeight, mask } = look();
  const losses = openLosses();
  if (mask) checkMask(owner, mask);
  const settings = { axis: [], posWeight: undefined, ignoreLabel: undefined, reduction };
  const kernel = identityKernel(dtype);
  const taskOf = (yPred: Tensor, sampleWeight: Tensor | undefined, mask: Tensor | undefined) => {
    const strides = yPred.shape.map(() => 0);
    const yTrue = { ...yPred, data: new Float64Array(1), strides, offset: 0 };
    return createTask(owner, { yTrue, yPred, sampleWeight, mask }, settings, dtype, kernel, false);
  };
  const task = taskOf(losses, sampleWeight, mask);
  if (!openSlopes) return { losses: task, slopes: undefined };
  const slopes = openSlopes();
  const axes = axesAlong(losses.shape, cellsOf(owner, read, []));
  if (!axes)
    refuseShape(
      owner,
      "what call returns",
      `fit the leading axes of yPred, of shape ${showShape(read)}`,
      `shape ${showShape(losses.shape)}`,
    );
  if (!commonShape(slopes.shape, read))
    refuseShape(
      owner,
      "what gradient returns",
      `have the shape of yPred, ${showShape(read)}`,
      `shape ${showShape(slopes.shape)}`,
      "Return { data, shape: yPred.shape }.",
    );
  const cells = cellsOf(owner, losses.shape, []);
  /** What belongs to losses, for each of the predictions that they are made of. */
  const spread = (argument: string, given: Tensor | undefined) => {
    if (!given) return undefined;
    const along = fitWeight(owner, argument, given.shape, cells, losses.shape);
    const ofPredictions = axes.map((axis) => along[axis] ?? -1);
    return { ...given, shape: read, strides: stridesAlong(ofPredictions, given.strides) };
  };
  const strides = read.map((_, axis) => slopes.strides[axis] ?? 0);
  return {
    losses: task,
    slopes: taskOf(
      { ...slopes, shape: read, strides },
      spread("sampleWeight", sampleWeight),
      spread("mask", mask),
    ),
  };
}

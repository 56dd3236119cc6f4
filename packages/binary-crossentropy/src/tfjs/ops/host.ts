// The loss on backends whose memory can be reached: the package's own passes over the tensors where
// they lie. While a tape records, the pass that computes the value computes its gradient by yPred
// too, and a second op hands it out.

import { type Tensor, type TensorInfo, tidy } from "@tensorflow/tfjs-core";
import { product, type Quantity } from "../../semantics/element.js";
import { keepsCells } from "../../semantics/reduction.js";
import { cellAxes } from "../../shape/cells.js";
import { stridesAlong } from "../../shape/fit-weight.js";
import { createView, gather, rowMajorStrides, sizeOf } from "../../shape/view.js";
import { run } from "../../sweep/run.js";
import { hessian, reduce, type Steps, valueAndGrad } from "../../sweep/steps.js";
import { mapOperands, type Operands } from "../../task/operands.js";
import { prepare } from "../../task/prepare.js";
import type { Task } from "../../task/task.js";
import type { NdArray, NumericArray } from "../../types.js";
import { type BroadcastShapes, broadcastShapes } from "../broadcast.js";
import type { Backend, Call, Whole } from "./backend.js";
import type { Elementwise } from "./elementwise.js";
import type { Memory } from "./memory.js";
import { runOp } from "./op.js";
import { productOf } from "./product-of.js";

export function hostBackend(memory: Memory): Backend {
  return {
    element: (quantity, y, x, options) =>
      memory.write(x.shape, (out) => fill(quantity, memory, y, x, options, out)),
    product: (a, b) =>
      a.size === b.size && a.rank === b.rank
        ? memory.write(a.shape, (out) => multiply(memory.read(a), memory.read(b), out))
        : tidy(() => productOf(a, b)),
    whole: (call) => wholeOf(call, memory),
  };
}

function wholeOf({ owner, configured, repairRank }: Call, memory: Memory): Whole {
  const { reduction, axis } = configured.settings;
  // Kept beside the tape's node, which is what lets go of it.
  let gradient: Float32Array | undefined;
  return {
    value(operands, isRecorded) {
      const { task } = prepare(owner, configured, onHost(operands, memory), repairRank);
      if (isRecorded) gradient = new Float32Array(task.size);
      return toTensor(
        run(task, gradient ? valueAndGrad(task, reduction, gradient) : reduce(task, reduction)),
        memory,
      );
    },
    gradient(dy, operands) {
      const computed = gradient;
      gradient = undefined;
      if (computed === undefined) return undefined;
      const shapes = keepsCells(reduction)
        ? broadcastShapes(owner, operands, axis, repairRank)
        : undefined;
      return handOut(dy, operands.yPred.shape, shapes, computed, memory);
    },
  };
}

/** The tensors as plain data, where they lie. */
function onHost(operands: Operands<Tensor>, memory: Memory) {
  // Looked up once for nothing: a tensor of another backend is brought over, which moves what was
  // looked up before.
  mapOperands(operands, memory.read);
  return mapOperands(operands, (tensor) => ({ data: memory.read(tensor), shape: tensor.shape }));
}

function toTensor(value: number | NdArray, memory: Memory): TensorInfo {
  if (typeof value === "number") return memory.adopt([], Float32Array.of(value));
  return memory.adopt(value.shape, value.data as Float32Array);
}

/**
 * The gradient times dy.
 *
 * @param cells The shapes of the call where dy has one number for each cell; it has one in all
 * without it.
 */
function handOut(
  dy: Tensor,
  shape: number[],
  cells: BroadcastShapes | undefined,
  gradient: Float32Array,
  memory: Memory,
): Tensor {
  return runOp("BinaryCrossentropyGrad", [dy], {
    compute(inputs) {
      const factors = memory.read(inputs[0]!) as Float32Array;
      if (cells) scaleByCell(gradient, factors, cells);
      else if (factors[0] !== 1) scale(gradient, factors[0]!);
      return memory.adopt(shape, gradient);
    },
    gradients: () => [],
  });
}

function multiply(a: NumericArray, b: NumericArray, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = product(a[i]!, b[i]!);
}

function scale(array: Float32Array, factor: number): void {
  for (let i = 0; i < array.length; i++) array[i] = product(factor, array[i]!);
}

const blockSize = 1024;

function scaleByCell(
  array: Float32Array,
  factors: Float32Array,
  { shape, cells }: BroadcastShapes,
): void {
  const view = createView(shape, stridesAlong(cellAxes(cells), rowMajorStrides(cells.shape)));
  const size = sizeOf(shape);
  const block = new Float32Array(Math.min(blockSize, size));
  for (let start = 0; start < size; start += blockSize) {
    const count = Math.min(blockSize, size - start);
    gather(factors, view, start, count, block);
    for (let i = 0; i < count; i++) array[start + i] = product(block[i]!, array[start + i]!);
  }
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
    "binaryCrossentropy",
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

// The whole loss as one op, for backends whose memory can be reached: the package's own passes over
// the tensors where they lie. While a tape records, the pass that computes the value computes its
// gradient by yPred too, and a second op hands it out.

import { engine, type Tensor, type TensorInfo } from "@tensorflow/tfjs-core";
import { product } from "../../semantics/element.js";
import { keepsCells } from "../../semantics/reduction.js";
import { cellAxes } from "../../shape/cells.js";
import { stridesAlong } from "../../shape/fit-weight.js";
import { createView, gather, rowMajorStrides, sizeOf } from "../../shape/view.js";
import { run } from "../../sweep/run.js";
import { reduce, valueAndGrad } from "../../sweep/steps.js";
import type { Configured } from "../../task/configured.js";
import { mapOperands, type Operands } from "../../task/operands.js";
import { prepare } from "../../task/prepare.js";
import type { NdArray } from "../../types.js";
import { type BroadcastShapes, broadcastShapes } from "../broadcast.js";
import { composedGradients } from "./composed.js";
import type { Memory } from "./memory.js";
import { runOp } from "./op.js";

/**
 * How a loss is called: what messages name, its options, and whether ranks one apart are repaired.
 */
export interface Call {
  readonly owner: string;
  readonly configured: Configured;
  readonly repairRank: boolean;
}

/** The loss under the reduction of the options: a scalar, or one loss per cell. */
export function fused(call: Call, operands: Operands<Tensor>, memory: Memory): Tensor {
  const { owner, configured, repairRank } = call;
  const { yTrue, yPred, sampleWeight, mask } = operands;
  const { reduction } = configured.settings;
  const optional = [sampleWeight, mask].filter((tensor) => tensor !== undefined);
  const named = ([y, x, ...rest]: readonly Tensor[]): Operands<Tensor> => ({
    yTrue: y!,
    yPred: x!,
    sampleWeight: sampleWeight && rest[0],
    mask: mask && rest.at(-1),
  });
  // The gradient, kept beside the tape's node, which is what lets go of it.
  let gradient: Float32Array | undefined;
  const isRecorded = engine().isTapeOn();
  return runOp("BinaryCrossentropy", [yTrue, yPred, ...optional], {
    compute(inputs) {
      const { task } = prepare(owner, configured, onHost(named(inputs), memory), repairRank);
      if (isRecorded) gradient = new Float32Array(task.size);
      return toTensor(
        run(task, gradient ? valueAndGrad(task, reduction, gradient) : reduce(task, reduction)),
        memory,
      );
    },
    gradients(dy, saved) {
      const inputs = named(saved);
      const shapes = broadcastShapes(owner, inputs, configured.settings.axis, repairRank);
      const others = () => composedGradients(dy, inputs, shapes, configured);
      const byPrediction = () => {
        const computed = gradient;
        gradient = undefined;
        // On a tape the gradient must know what it was computed of, to be differentiated once more.
        if (computed === undefined || engine().isTapeOn()) return others().yPred();
        return handOut(
          dy,
          yPred.shape,
          keepsCells(reduction) ? shapes : undefined,
          computed,
          memory,
        );
      };
      return [
        () => others().yTrue(),
        byPrediction,
        ...(sampleWeight ? [() => others().sampleWeight()] : []),
      ];
    },
  });
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

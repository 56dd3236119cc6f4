// The loss on TensorFlow.js's webgpu backend, by the package's shaders: value and gradient by yPred
// are a dispatch over the elements each.

import { type Tensor, type TensorInfo, tidy } from "@tensorflow/tfjs-core";
import type { Quantity } from "../../../semantics/element.js";
import { keepsCells } from "../../../semantics/reduction.js";
import { align } from "../../../shape/align.js";
import { sizeOf } from "../../../shape/view.js";
import type { Operands } from "../../../task/operands.js";
import { areRows, type Layout, layoutOf, spanOf } from "../../../webgpu/spans.js";
import type { Wanted } from "../../../webgpu/stages.js";
import type { Backend, Call, Whole } from "../backend.js";
import { checkOnHost } from "../check-on-host.js";
import { runOp } from "../op.js";
import { productOf } from "../product-of.js";
import { floatsOf } from "./floats.js";
import { multiply } from "./multiply.js";
import type { WebGpuBackend } from "./program.js";
import { runStages } from "./run-stages.js";

export function shaderBackend(backend: WebGpuBackend): Backend {
  return {
    element(quantity, yTrue, yPred, options) {
      const operands = { yTrue, yPred, sampleWeight: undefined, mask: undefined };
      const layout = layoutOfElements(yPred.shape, options.settings.ignoreLabel);
      return runStages(backend, options, layout, operands, quantities[quantity]);
    },
    product(a, b) {
      let result: TensorInfo | undefined;
      tidy(() => {
        result = multiply(backend, floatsOf(backend, a), floatsOf(backend, b));
      });
      return result ?? tidy(() => productOf(a, b));
    },
    whole(call, operands) {
      const layout = layOut(call, operands);
      if (!layout) return undefined;
      checkOnHost(call, operands);
      return wholeOf(backend, call, layout);
    },
  };
}

const nothing: Wanted = { value: null, derivatives: [], losses: false };
const losses: Wanted = { ...nothing, losses: true };
const value: Wanted = { ...nothing, value: "finished" };

const quantities: Readonly<Record<Quantity, Wanted>> = {
  loss: losses,
  gradient: { ...nothing, derivatives: ["gradient"] },
  hessian: { ...nothing, derivatives: ["hessian"] },
};

/** Each element is a row. */
function layoutOfElements(shape: number[], ignoreLabel: number | undefined): Layout {
  const count = sizeOf(shape);
  return {
    shape,
    cellShape: shape,
    count,
    rows: count,
    rowLength: 1,
    labels: shape.at(-1) ?? 1,
    weightSpan: 0,
    maskSpan: 0,
    selects: ignoreLabel !== undefined,
    selectsWithin: false,
  };
}

/**
 * @returns undefined for operands that the shaders do not read: they average over the last axes or
 * all, and bind no empty buffer.
 */
function layOut({ owner, configured, repairRank }: Call, operands: Operands<Tensor>) {
  const { axis, ignoreLabel } = configured.settings;
  const aligned = align(owner, operands, axis, repairRank);
  const { shape, cells } = aligned;
  const weightSpan = spanOf(aligned.sampleWeight, shape);
  const maskSpan = spanOf(aligned.mask, shape);
  const isReadable = areRows(aligned) && sizeOf(shape) > 0;
  if (!isReadable || weightSpan === undefined || maskSpan === undefined) return undefined;
  return {
    layout: layoutOf(aligned, operands.yPred.shape, weightSpan, maskSpan, ignoreLabel),
    shape: [...shape],
    /** The shape of the losses, as it broadcasts to the elements. */
    spread: shape.map((length, at) => (cells.kept[at] ? length : 1)),
  };
}

function wholeOf(
  backend: WebGpuBackend,
  { configured }: Call,
  { layout, shape, spread }: NonNullable<ReturnType<typeof layOut>>,
): Whole {
  const isByCell = keepsCells(configured.settings.reduction);
  const run = (operands: Operands<Tensor>, wanted: Wanted, upstream?: number): TensorInfo =>
    runStages(backend, configured, layout, operands, wanted, upstream);
  return {
    value: (operands) => run(operands, isByCell ? losses : value),
    gradient(dy, operands) {
      const compute = () => {
        const known = isByCell ? undefined : knownNumber(backend, dy);
        const gradient = run(operands, quantities.gradient, known);
        if (known !== undefined) return gradient;
        const factor = { ...dy, shape: isByCell ? spread : [] };
        const product = multiply(backend, factor, { ...gradient, shape })!;
        backend.disposeData(gradient.dataId);
        return { ...product, shape: gradient.shape };
      };
      return runOp("BinaryCrossentropyGrad", [dy], { compute, gradients: () => [] });
    },
  };
}

/**
 * A number that TensorFlow.js has not sent to the device, as it has the 1 that a derivative begins
 * with. Derivatives scaled by it are no larger or smaller than floats can be.
 */
function knownNumber({ tensorMap }: WebGpuBackend, { dataId }: Tensor): number | undefined {
  const number = tensorMap.get(dataId)?.values?.[0];
  if (number === undefined) return undefined;
  const size = Math.abs(number);
  return size === 0 || (size > 2 ** -30 && size < 2 ** 30) ? number : undefined;
}

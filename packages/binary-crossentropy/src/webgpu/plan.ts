// A call made ready for a device: its pipelines, bind groups and numbers of workgroups. Encoding it
// allocates nothing.

import type { Call } from "./arguments.js";
import { bitsOf } from "./bits.js";
import { type Device, type GpuBuffer, type GpuHandle, type Pass, usages } from "./gpu.js";
import { groupsOf, groupsOfElements, sumsOf, wordsOfSums } from "./groups.js";
import { type Bound, bind, type Operand } from "./operands.js";
import { parametersOf } from "./parameters.js";
import type { Pipelines } from "./pipelines.js";
import { type Scratch, storageOf } from "./scratch.js";
import { type BindingName, type Parameters, parameterNames } from "./shader.js";
import type { Way } from "./stages.js";

export interface Plan {
  readonly way: Way;
  /** Number of invocations that leave sums: each of its losses, and behind those of the divisor. */
  readonly sums: number;
  readonly partials: GpuBuffer;
  encode(pass: Pass): void;
}

interface Dispatch {
  readonly pipeline: GpuHandle;
  readonly group: GpuHandle;
  readonly count: number;
}

export function planOf(
  owner: string,
  device: Device,
  pipelines: Pipelines,
  scratch: Scratch,
  { kinds, layout, operands }: Call,
  way: Way,
): Plan {
  const { count, rows } = layout;
  const { limits } = device;
  const most = limits.maxComputeWorkgroupsPerDimension;
  const groups = groupsOfElements(count, most);
  const sums = sumsOf(groups);
  const partials = scratch.partials(4 * wordsOfSums(sums));
  const bound = (operand: Operand | number | undefined, items: number) =>
    typeof operand === "object" ? bind(owner, operand, items, limits) : undefined;
  const inputs = {
    yTrue: bound(operands.yTrue, count),
    yPred: bound(operands.yPred, count),
    weights: bound(operands.sampleWeight, itemsOf(count, layout.weightSpan)),
    mask: bound(operands.mask, itemsOf(count, layout.maskSpan)),
  };
  const outputs = {
    grad: bound(operands.grad, count),
    hessian: bound(operands.hessian, count),
    losses: bound(operands.losses, rows),
    value: bound(operands.value, 1),
  };
  const usesFactors = way.steps.some(({ target }) => target === "factors");
  const factors = usesFactors ? wholeOf(storageOf(device, 4 * (rows + 1))) : undefined;
  const parameters = parametersOf(layout, way, sums, {
    yTrueAt: inputs.yTrue?.at ?? 0,
    yPredAt: inputs.yPred!.at,
    weightAt: inputs.weights?.at ?? 0,
    maskAt: inputs.mask?.at ?? 0,
    label: numberBits(operands.yTrue),
    weight: numberBits(operands.sampleWeight),
  });
  const dispatches = way.steps.map((step): Dispatch => {
    const { pipeline, layout: groupLayout, bindings } = pipelines.for(kinds, step.stage);
    const target = step.target === "factors" ? factors : step.target && outputs[step.target];
    // The divisor comes first among the factors, then those of the rows.
    const resultAt = step.stage.stage === "rows" && step.target === "factors" ? 1 : 0;
    const params = uniformOf(device, { ...parameters, resultAt: (target?.at ?? 0) + resultAt });
    const resources: { readonly [Name in BindingName]: Bound | undefined } = {
      params: wholeOf(params),
      ...inputs,
      posWeights: scratch.posWeights && wholeOf(scratch.posWeights),
      factors,
      partials: wholeOf(partials),
      results: target ?? undefined,
    };
    const group = device.createBindGroup({
      layout: groupLayout,
      entries: bindings.map(({ name, binding }) => {
        const { buffer, offset, size } = resources[name]!;
        return { binding, resource: { buffer, offset, size } };
      }),
    });
    return { pipeline, group, count: groupsOf(step.stage, groups, rows, most) };
  });
  return { way, sums, partials, encode: encoderOf(dispatches) };
}

/** Apart, so that it holds nothing of the caller's but what bind groups do. */
function encoderOf(dispatches: readonly Dispatch[]): (pass: Pass) => void {
  return (pass) => {
    for (const { pipeline, group, count } of dispatches) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(count);
    }
  };
}

const itemsOf = (count: number, span: number) => (span > 0 ? Math.ceil(count / span) : 1);

const numberBits = (operand: unknown) => (typeof operand === "number" ? bitsOf(operand) : 0);

const wholeOf = (buffer: GpuBuffer): Bound => ({ buffer, offset: 0, size: buffer.size, at: 0 });

function uniformOf(device: Device, parameters: Parameters): GpuBuffer {
  const words = Uint32Array.from(parameterNames, (name) => parameters[name]);
  const { uniform, copyTarget } = usages;
  const buffer = device.createBuffer({ size: words.byteLength, usage: uniform | copyTarget });
  device.queue.writeBuffer(buffer, 0, words);
  return buffer;
}

// The product of two tensors, where 0 · ∞ is 0 and subnormal numbers are kept.

import type { TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../../../shape/view.js";
import { groupsOfElements } from "../../../webgpu/groups.js";
import { spanOf } from "../../../webgpu/spans.js";
import { fixed, wide } from "../../../webgpu/wgsl/sources.js";
import { runShader, type Shader, type WebGpuBackend } from "./program.js";

const shader: Shader = {
  key: "product",
  inputs: ["left", "right"],
  output: "results",
  entryPoint: "multiply",
  text: () => `
fn hiddenZero() -> u32 { return params.hiddenZero; }
${fixed}${wide}
fn multiply(group: u32, groups: u32, lane: u32) {
 for (var i = group * 256u + lane; i < params.count; i += groups * 256u) {
  let product = times(wideOf(left[i / params.leftSpan]), wideOf(right[i / params.rightSpan]));
  results[i] = bitsOf(product);
 }
}
`,
};

/**
 * @returns undefined where neither shape is the first axes of the other, with axes of length 1 in
 * place of the rest.
 */
export function multiply(
  backend: WebGpuBackend,
  left: TensorInfo,
  right: TensorInfo,
): TensorInfo | undefined {
  const shape = (
    left.shape.length < right.shape.length || sizeOf(left.shape) < sizeOf(right.shape)
      ? right
      : left
  ).shape;
  const [leftSpan, rightSpan] = [left, right].map((operand) => spanWithin(operand.shape, shape));
  if (leftSpan === undefined || rightSpan === undefined) return undefined;
  const count = sizeOf(shape);
  const groups = groupsOfElements(count, backend.device.limits.maxComputeWorkgroupsPerDimension);
  const parameters = { count, leftSpan, rightSpan, hiddenZero: 0 };
  return runShader(backend, shader, [left, right], parameters, groups, shape);
}

/** How many elements of a shape share one item of an operand that broadcasts to it. */
function spanWithin(operand: readonly number[], shape: readonly number[]): number | undefined {
  const offset = shape.length - operand.length;
  if (!shape.every((length, at) => [undefined, 1, length].includes(operand[at - offset])))
    return undefined;
  return spanOf(
    shape.map((length, at) => (operand[at - offset] === length ? at : -1)),
    shape,
  );
}

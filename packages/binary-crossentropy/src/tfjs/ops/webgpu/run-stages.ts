// The stages of a call one after the other, each on what those before it have left.

import { type Tensor, type TensorInfo, tidy } from "@tensorflow/tfjs-core";
import type { Configured } from "../../../task/configured.js";
import type { Operands } from "../../../task/operands.js";
import { focalArithmetic } from "../../../webgpu/focal-arithmetic.js";
import { groupsOf, groupsOfElements, sumsOf, wordsOfSums } from "../../../webgpu/groups.js";
import { parametersOf } from "../../../webgpu/parameters.js";
import type { Layout } from "../../../webgpu/spans.js";
import { type Step, type Wanted, wayOf } from "../../../webgpu/stages.js";
import { type OperandKinds, shaderOptionsOf } from "../../../webgpu/variant.js";
import { floatsOf, isOfFloats } from "./floats.js";
import { runShader, type WebGpuBackend } from "./program.js";
import { stageShader } from "./stage-shader.js";

/**
 * The one thing that is wanted of a call.
 *
 * @param upstream What a derivative is multiplied by.
 */
export function runStages(
  backend: WebGpuBackend,
  configured: Configured,
  layout: Layout,
  operands: Operands<Tensor>,
  wanted: Wanted,
  upstream?: number,
): TensorInfo {
  const { yTrue, mask } = operands;
  const { settings, focus } = configured;
  const { reduction, posWeight } = settings;
  const options = shaderOptionsOf({ settings, focal: focus && focalArithmetic(focus) });
  const { count, rows, cellShape, shape } = layout;
  const kinds: OperandKinds = {
    labels: isOfFloats(backend, yTrue) ? "float32" : "int32",
    weight: operands.sampleWeight ? "float32" : null,
    mask: mask ? "float32" : null,
  };
  const way = wayOf(reduction, kinds, layout, wanted);
  const most = backend.device.limits.maxComputeWorkgroupsPerDimension;
  const groups = groupsOfElements(count, most);
  const sums = sumsOf(groups);
  const parameters = parametersOf(layout, way, sums, {}, upstream);
  const temporary: TensorInfo[] = [];
  const kept = (tensor: TensorInfo) => {
    temporary.push(tensor);
    return tensor;
  };
  const newTensor = (length: number, values?: Float32Array) =>
    kept(backend.makeTensorInfo([length], "float32", values));
  let result: TensorInfo | undefined;
  tidy(() => {
    const floats = (tensor: Tensor) => floatsOf(backend, tensor);
    const usesFactors = way.steps.some(({ target }) => target === "factors");
    const arrays = {
      yTrue,
      yPred: floats(operands.yPred),
      weights: operands.sampleWeight && floats(operands.sampleWeight),
      mask,
      posWeights: Array.isArray(posWeight)
        ? newTensor(posWeight.length, Float32Array.from(posWeight))
        : undefined,
      // The divisor comes first among the factors, then those of the rows.
      factors: usesFactors ? newTensor(rows + 1) : undefined,
      partials: undefined as TensorInfo | undefined,
    };
    const run = ({ stage, target }: Step, output: TensorInfo | number[]): TensorInfo => {
      const shader = stageShader(options, kinds, stage);
      const resultAt = stage.stage === "rows" && target === "factors" ? 1 : 0;
      return runShader(
        backend,
        shader,
        shader.inputs.map((name) => arrays[name as keyof typeof arrays]!),
        { ...parameters, resultAt },
        groupsOf(stage, groups, rows, most),
        output,
      );
    };
    for (const step of way.steps) {
      switch (step.target) {
        case null:
          arrays.partials = kept(run(step, [wordsOfSums(sums)]));
          break;
        case "factors":
          run(step, arrays.factors!);
          break;
        case "value":
          result = { ...run(step, [1]), shape: [] };
          break;
        case "losses":
          result = { ...run(step, [rows]), shape: [...cellShape] };
          break;
        case "grad":
        case "hessian":
          result = { ...run(step, [count]), shape: [...shape] };
          break;
      }
    }
  });
  for (const { dataId } of temporary) backend.disposeData(dataId);
  return result!;
}

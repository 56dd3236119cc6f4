// A stage of the loss as a shader.

import { type BindingName, bindingsOf, functionsOf } from "../../../webgpu/shader.js";
import type { OperandKinds, ShaderOptions, Stage } from "../../../webgpu/variant.js";
import type { Shader } from "./program.js";

export interface StageShader extends Shader {
  readonly inputs: readonly BindingName[];
}

export function stageShader(
  options: ShaderOptions,
  kinds: OperandKinds,
  stage: Stage,
): StageShader {
  const bindings = bindingsOf(options, kinds, stage);
  const named = (type: string) =>
    bindings.filter((each) => each.type === type).map(({ name }) => name);
  return {
    key: keyOf(options, kinds, stage),
    inputs: named("read-only-storage"),
    output: named("storage")[0]!,
    text: () => functionsOf(options, kinds, stage),
    entryPoint: stage.stage,
  };
}

function keyOf(options: ShaderOptions, kinds: OperandKinds, stage: Stage): string {
  const { fromLogits, labelSmoothing, dialect, epsilon, posWeight, ignoreLabel, focal } = options;
  const weight = Array.isArray(posWeight) ? "each" : posWeight;
  const text = [fromLogits, labelSmoothing, dialect, epsilon, weight, ignoreLabel].join();
  return `${text} ${JSON.stringify([kinds, stage, focal?.focus])}`;
}

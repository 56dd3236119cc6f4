// The pipelines of a loss on its device, each made once.

import type { Device, GpuHandle } from "./gpu.js";
import { computeStage } from "./gpu.js";
import { type Binding, shaderOf } from "./shader.js";
import type { OperandKinds, ShaderOptions, Stage } from "./variant.js";

export interface Pipeline {
  readonly pipeline: GpuHandle;
  readonly layout: GpuHandle;
  readonly bindings: readonly Binding[];
}

export class Pipelines {
  readonly #device: Device;
  readonly #options: ShaderOptions;
  readonly #made = new Map<string, Pipeline>();

  constructor(device: Device, options: ShaderOptions) {
    this.#device = device;
    this.#options = options;
  }

  for(kinds: OperandKinds, stage: Stage): Pipeline {
    const key = JSON.stringify([kinds, stage]);
    let made = this.#made.get(key);
    if (!made) {
      const { descriptor, ...rest } = this.#describe(kinds, stage);
      made = { ...rest, pipeline: this.#device.createComputePipeline(descriptor) };
      this.#made.set(key, made);
    }
    return made;
  }

  /** Compiles one ahead; rejects with the device's reason where it cannot. */
  async compile(kinds: OperandKinds, stage: Stage): Promise<void> {
    const { descriptor, ...rest } = this.#describe(kinds, stage);
    const pipeline = await this.#device.createComputePipelineAsync(descriptor);
    this.#made.set(JSON.stringify([kinds, stage]), { ...rest, pipeline });
  }

  #describe(kinds: OperandKinds, stage: Stage) {
    const device = this.#device;
    const { code, entryPoint, bindings } = shaderOf(this.#options, kinds, stage);
    const layout = device.createBindGroupLayout({
      entries: bindings.map(({ binding, type }) => ({
        binding,
        visibility: computeStage,
        buffer: { type },
      })),
    });
    const descriptor = {
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: device.createShaderModule({ code }), entryPoint },
    };
    return { layout, bindings, descriptor };
  }
}

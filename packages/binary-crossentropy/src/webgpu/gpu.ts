// What this entry uses of WebGPU, described by structure: a GPUDevice of any library of types fits,
// and nobody needs one. The numbers of usages are those of the specification, since not every
// platform has them as globals.

/** A `GPUBuffer`. */
export interface GpuBuffer {
  readonly size: number;
  readonly usage: number;
  mapAsync(mode: number): Promise<unknown>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

/** A `GPUBuffer` of the platform's types where a program has them, which can do more. */
export type PlatformBuffer = typeof globalThis extends { GPUBuffer: { prototype: infer Buffer } }
  ? Buffer
  : GpuBuffer;

/** A `GPUBindGroup`, a `GPUComputePipeline`, and what else is only handed on. */
export type GpuHandle = object;

/** A `GPUComputePassEncoder`. */
export interface GpuComputePass {
  setPipeline(pipeline: never): void;
  setBindGroup(index: number, group: never): void;
  dispatchWorkgroups(count: number): void;
}

/** A `GPUDevice`. */
export interface GpuDevice {
  readonly limits: {
    readonly maxStorageBufferBindingSize: number;
    readonly minStorageBufferOffsetAlignment: number;
    readonly maxComputeWorkgroupsPerDimension: number;
  };
  readonly lost: Promise<{ readonly reason: unknown; readonly message: string }>;
  readonly queue: {
    submit(commands: Iterable<never>): void;
    writeBuffer(buffer: never, offset: number, data: never): void;
  };
  createBuffer(descriptor: never): unknown;
  createShaderModule(descriptor: never): unknown;
  createBindGroupLayout(descriptor: never): unknown;
  createPipelineLayout(descriptor: never): unknown;
  createComputePipeline(descriptor: never): unknown;
  createComputePipelineAsync(descriptor: never): Promise<unknown>;
  createBindGroup(descriptor: never): unknown;
  createCommandEncoder(): unknown;
  pushErrorScope(filter: never): void;
  popErrorScope(): Promise<{ readonly message: string } | null>;
}

/** The same, as this folder calls it. */
export interface Device extends Omit<GpuDevice, keyof Creates | "queue" | "pushErrorScope"> {
  readonly queue: {
    submit(commands: Iterable<GpuHandle>): void;
    writeBuffer(buffer: GpuBuffer, offset: number, data: Uint32Array): void;
  };
  createBuffer(descriptor: { readonly size: number; readonly usage: number }): GpuBuffer;
  createShaderModule(descriptor: { readonly code: string }): GpuHandle;
  createBindGroupLayout(descriptor: object): GpuHandle;
  createPipelineLayout(descriptor: object): GpuHandle;
  createComputePipeline(descriptor: object): GpuHandle;
  createComputePipelineAsync(descriptor: object): Promise<GpuHandle>;
  createBindGroup(descriptor: object): GpuHandle;
  createCommandEncoder(): Encoder;
  pushErrorScope(filter: "validation" | "out-of-memory" | "internal"): void;
}

type Creates = Pick<
  GpuDevice,
  | "createBuffer"
  | "createShaderModule"
  | "createBindGroupLayout"
  | "createPipelineLayout"
  | "createComputePipeline"
  | "createComputePipelineAsync"
  | "createBindGroup"
  | "createCommandEncoder"
>;

export interface Encoder {
  beginComputePass(): Pass & { end(): void };
  copyBufferToBuffer(
    from: GpuBuffer,
    fromOffset: number,
    to: GpuBuffer,
    toOffset: number,
    size: number,
  ): void;
  finish(): GpuHandle;
}

export interface Pass {
  setPipeline(pipeline: GpuHandle): void;
  setBindGroup(index: number, group: GpuHandle): void;
  dispatchWorkgroups(count: number): void;
}

export const usages = {
  mapRead: 0x1,
  copySource: 0x4,
  copyTarget: 0x8,
  uniform: 0x40,
  storage: 0x80,
} as const;

/** `GPUShaderStage.COMPUTE`. */
export const computeStage = 0x4;

/** `GPUMapMode.READ`. */
export const mapRead = 0x1;

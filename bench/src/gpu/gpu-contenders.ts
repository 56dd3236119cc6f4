// Value and gradient of n logits on a GPU: this package, TensorFlow.js, jax-js, and a kernel that
// only copies as many bytes, which is as fast as memory lets anything be.

import type * as Jax from "@jax-js/jax";
import type * as Tf from "@tensorflow/tfjs";
import { GpuBinaryCrossentropy } from "binary-crossentropy/webgpu";
import { sineLabels, sineLogits } from "../sine-data.js";

/** Runs once, and returns the value; what comes of it is on the GPU, and done. */
export type Run = () => Promise<number>;

export interface GpuContender {
  readonly name: string;
  /** The first call of it compiles, and counts as the first call. */
  open(n: number): Promise<Run>;
}

function upload(device: GPUDevice, data: Float32Array<ArrayBuffer>): GPUBuffer {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ size: data.byteLength, usage });
  device.queue.writeBuffer(buffer, 0, data);
  return buffer;
}

export const thisPackage = (device: GPUDevice): GpuContender => ({
  name: "binary-crossentropy",
  async open(n) {
    const [yTrue, yPred] = [upload(device, sineLabels(n)), upload(device, sineLogits(n))];
    const out = upload(device, new Float32Array(n));
    const bce = await GpuBinaryCrossentropy.create(device, { fromLogits: true });
    return async () => (await bce.valueAndGrad(yTrue, yPred, { out })).value;
  },
});

const copyCode = `
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;
@compute @workgroup_size(256) fn main(
  @builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u
) {
  for (var i = id.x; i < arrayLength(&out); i += groups.x * 256u) { out[i] = a[i] + b[i]; }
}`;

export const copy = (device: GPUDevice): GpuContender => ({
  name: "copy",
  async open(n) {
    const buffers = [sineLabels(n), sineLogits(n), new Float32Array(n)].map((data) =>
      upload(device, data),
    );
    const module = device.createShaderModule({ code: copyCode });
    const pipeline = device.createComputePipeline({
      layout: "auto",
      compute: { module, entryPoint: "main" },
    });
    const group = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const staging = device.createBuffer({ size: 4, usage });
    return async () => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(Math.min(Math.ceil(n / 256), 1024));
      pass.end();
      encoder.copyBufferToBuffer(buffers[2]!, 0, staging, 0, 4);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      const first = new Float32Array(staging.getMappedRange())[0]!;
      staging.unmap();
      return first;
    };
  },
});

export const tensorFlowJs = (tf: typeof Tf): GpuContender => ({
  name: "TensorFlow.js webgpu",
  async open(n) {
    const [y, z] = [tf.tensor1d(sineLabels(n)), tf.tensor1d(sineLogits(n))];
    const both = tf.valueAndGrad((logits) =>
      tf.losses.sigmoidCrossEntropy(y, logits as Tf.Tensor1D),
    );
    return async () => {
      const { value, grad } = both(z);
      const number = (await value.data())[0]!;
      tf.dispose([value, grad]);
      return number;
    };
  },
});

export const jaxJs = (jax: typeof Jax): GpuContender => ({
  name: "jax-js webgpu",
  async open(n) {
    const { numpy: np, nn } = jax;
    const [y, z] = [sineLabels(n), sineLogits(n)].map((data) =>
      np.array(data, { device: "webgpu" }),
    );
    const loss = (labels: Jax.Array, logits: Jax.Array) =>
      np.mean(nn.softplus(logits.ref).sub(logits.mul(labels)));
    const both = jax.jit(jax.valueAndGrad(loss, { argnums: 1 }));
    return async () => {
      const [value, grad] = both(y!.ref, z!.ref) as [Jax.Array, Jax.Array];
      await jax.blockUntilReady(grad.ref);
      const number = Number((await value.data())[0]);
      grad.dispose();
      return number;
    };
  },
});

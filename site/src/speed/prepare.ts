// Each contender: value and gradient of the mean loss of logits, of the same data. What a browser
// lacks is said by an error.

import type { KernelMemory } from "binary-crossentropy";
import type { SharedKernelMemory } from "binary-crossentropy/threads";
import type { Data } from "./data.js";
import type { ContenderName } from "./names.js";

export interface Ready {
  /** Computes value and gradient once. */
  run(): unknown;
  /** The gradient of the last run. */
  gradient(): ArrayLike<number> | Promise<ArrayLike<number>>;
  /** What computes. */
  readonly kernel: string;
}

type Prepare = (data: Data) => Promise<Ready>;

/** Computes on arrays that the kernels read and write where they lie. */
async function onMemory(
  { labels, logits }: Data,
  Memory: typeof KernelMemory | typeof SharedKernelMemory,
): Promise<Ready> {
  const { BinaryCrossentropy, kernelName } = await import("binary-crossentropy");
  const count = logits.length;
  const memory = new Memory({ byteLength: 9 * count + 256 });
  const [yTrue, yPred, out] = [memory.uint8(count), memory.float32(count), memory.float32(count)];
  yTrue.set(labels);
  yPred.set(logits);
  const bce = new BinaryCrossentropy({ fromLogits: true });
  return {
    run: () => bce.valueAndGrad(yTrue, yPred, null, { out }),
    gradient: () => out,
    kernel: kernelName(),
  };
}

const ofPackage: Prepare = async (data) => {
  const { KernelMemory } = await import("binary-crossentropy");
  return onMemory(data, KernelMemory);
};

/** Runs in a worker of its own, which has no other use for WebAssembly. */
const withoutWebAssembly: Prepare = (data) => {
  Reflect.deleteProperty(globalThis, "WebAssembly");
  return ofPackage(data);
};

const threads: Prepare = async (data) => {
  const { SharedKernelMemory, startThreads } = await import("binary-crossentropy/threads");
  const pool = await startThreads({ threshold: 0 });
  const ready = await onMemory(data, SharedKernelMemory);
  return { ...ready, kernel: `${ready.kernel}, ${pool.count} threads` };
};

const webgpu: Prepare = async ({ labels, logits }) => {
  const { gpu } = navigator as unknown as { gpu?: Gpu };
  const adapter = await gpu?.requestAdapter();
  if (!adapter) throw new Error("This browser gives no WebGPU adapter.");
  const { GpuBinaryCrossentropy } = await import("binary-crossentropy/webgpu");
  const device = await adapter.requestDevice();
  // The usages STORAGE | COPY_SRC | COPY_DST, and MAP_READ | COPY_DST.
  const bufferOf = (size: number, usage = 128 | 4 | 8) => device.createBuffer({ size, usage });
  const upload = (numbers: Float32Array) => {
    const buffer = bufferOf(numbers.byteLength);
    device.queue.writeBuffer(buffer, 0, numbers);
    return buffer;
  };
  const [yTrue, yPred] = [upload(Float32Array.from(labels)), upload(logits)];
  const out = bufferOf(logits.byteLength);
  const bce = await GpuBinaryCrossentropy.create(device as never, { fromLogits: true });
  return {
    run: () => bce.valueAndGrad(yTrue as never, yPred as never, { out: out as never }),
    async gradient() {
      const read = bufferOf(logits.byteLength, 1 | 8);
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(out, 0, read, 0, logits.byteLength);
      device.queue.submit([encoder.finish()]);
      await read.mapAsync(1);
      return new Float32Array(read.getMappedRange().slice(0));
    },
    kernel: ["WebGPU", adapter.info?.vendor, adapter.info?.architecture].filter(Boolean).join(" "),
  };
};

const loop: Prepare = async ({ labels, logits }) => {
  const count = logits.length;
  const [y, z] = [Array.from(labels), Array.from(logits)];
  const grad = new Array<number>(count).fill(0);
  return {
    run() {
      let sum = 0;
      for (let i = 0; i < count; i++) {
        const [label, logit] = [y[i]!, z[i]!];
        sum += Math.max(logit, 0) - logit * label + Math.log1p(Math.exp(-Math.abs(logit)));
        grad[i] = (1 / (1 + Math.exp(-logit)) - label) / count;
      }
      return sum / count;
    },
    gradient: () => Float32Array.from(grad),
    kernel: "plain arrays, in double precision",
  };
};

const tensorflow =
  (backend: "cpu" | "webgl"): Prepare =>
  async ({ labels, logits }) => {
    const tf = await import("@tensorflow/tfjs");
    tf.enableProdMode();
    if (!(await tf.setBackend(backend).catch(() => false)))
      throw new Error(`TensorFlow.js has no backend ${backend} in this browser's workers.`);
    await tf.ready();
    const [y, z] = [tf.tensor1d(Float32Array.from(labels)), tf.tensor1d(logits)];
    const valueAndGrad = tf.valueAndGrad((x) => tf.losses.sigmoidCrossEntropy(y, x) as never);
    let gradient: Float32Array = new Float32Array();
    return {
      async run() {
        const { value, grad } = valueAndGrad(z);
        gradient = (await grad.data()) as Float32Array;
        tf.dispose([value, grad]);
      },
      gradient: () => gradient,
      kernel: `${backend}, version ${tf.version_core}; the gradient is read back`,
    };
  };

const prepares: Readonly<Record<ContenderName, Prepare>> = {
  package: ofPackage,
  javascript: withoutWebAssembly,
  threads,
  webgpu,
  loop,
  tfjsCpu: tensorflow("cpu"),
  tfjsWebgl: tensorflow("webgl"),
};

export const prepare = (name: ContenderName, data: Data): Promise<Ready> => prepares[name](data);

/** What of WebGPU is used here. */
interface Gpu {
  requestAdapter(): Promise<Adapter | null>;
}
interface Adapter {
  readonly info?: { readonly vendor?: string; readonly architecture?: string };
  requestDevice(): Promise<Device>;
}
interface Device {
  readonly queue: {
    writeBuffer(buffer: Buffer, offset: number, data: Float32Array): void;
    submit(commands: readonly unknown[]): void;
  };
  createBuffer(description: { size: number; usage: number }): Buffer;
  createCommandEncoder(): {
    copyBufferToBuffer(from: Buffer, at: number, to: Buffer, start: number, size: number): void;
    finish(): unknown;
  };
}
interface Buffer {
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
}

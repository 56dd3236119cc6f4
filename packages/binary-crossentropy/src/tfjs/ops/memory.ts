// Tensors of the backends whose memory a program can reach, as typed arrays: what the package's own
// kernels read and write. The cpu backend keeps JavaScript arrays, the wasm backend offsets into
// one heap.

import type { TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../../shape/view.js";
import type { NumericArray } from "../../types.js";

export interface Memory {
  /**
   * The tensor's data where it lies. It is valid until the next tensor is made, which may move the
   * heap.
   */
  read(tensor: TensorInfo): NumericArray;
  /** A new float32 tensor, filled in where it lies. `fill` must look up itself what it reads. */
  write(shape: readonly number[], fill: (out: Float32Array) => void): TensorInfo;
  /** A new float32 tensor of data that nobody else holds. */
  adopt(shape: readonly number[], data: Float32Array): TensorInfo;
}

export interface CpuBackend {
  readonly data: { get(dataId: object): { readonly values: NumericArray } };
  makeTensorInfo(shape: number[], dtype: "float32", values: Float32Array): TensorInfo;
}

export interface WasmBackend {
  readonly wasm: { readonly HEAPU8: Uint8Array };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: "float32"): TensorInfo;
}

const kinds = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

export function cpuMemory(cpu: CpuBackend): Memory {
  const adopt = (shape: readonly number[], data: Float32Array) =>
    cpu.makeTensorInfo([...shape], "float32", data);
  return {
    read: ({ dataId }) => cpu.data.get(dataId).values,
    write(shape, fill) {
      const out = new Float32Array(sizeOf(shape));
      fill(out);
      return adopt(shape, out);
    },
    adopt,
  };
}

export function wasmMemory(wasm: WasmBackend): Memory {
  function read({ dataId, dtype, shape }: TensorInfo): NumericArray {
    // Looking a tensor up brings it over from another backend, and so may move the heap: the buffer
    // is asked for after it.
    const { memoryOffset } = wasm.dataIdMap.get(dataId);
    return new kinds[dtype as keyof typeof kinds](
      wasm.wasm.HEAPU8.buffer as ArrayBuffer,
      memoryOffset,
      sizeOf(shape),
    );
  }
  function write(shape: readonly number[], fill: (out: Float32Array) => void): TensorInfo {
    const tensor = wasm.makeOutput([...shape], "float32");
    fill(read(tensor) as Float32Array);
    return tensor;
  }
  return { read, write, adopt: (shape, data) => write(shape, (out) => out.set(data)) };
}

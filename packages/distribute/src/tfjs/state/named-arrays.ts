// Tensors as the arrays of a checkpoint, and back, bit by bit.

import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { type Dtype, dtypeOf, type NamedArray } from "./safetensors.js";

/** The dtypes of tensors that can be kept, as the file's format calls them. */
const fileDtypes = { float32: "F32", int32: "I32", bool: "U8" } as const;
type TensorDtype = keyof typeof fileDtypes;

const tensorDtypes: Readonly<Record<Dtype, TensorDtype>> = {
  F32: "float32",
  I32: "int32",
  U8: "bool",
};

export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

export async function toArray({ name, tensor }: NamedTensor): Promise<NamedArray> {
  const data = (await tensor.data<"float32">()).slice();
  return { name, shape: tensor.shape, data };
}

export function toTensor({ shape, data }: NamedArray): Tensor {
  return tensor(data, [...shape], tensorDtypes[dtypeOf(data)]);
}

/** An array in a line, to be compared with what is expected in its place. */
export function describeArray({ name, shape, data }: NamedArray): string {
  return `${name} ${dtypeOf(data)} [${shape.join(", ")}]`;
}

/** The line of {@link describeArray} for a tensor's array. */
export function describeExpected(name: string, dtype: string, shape: readonly number[]): string {
  return `${name} ${fileDtypes[dtype as TensorDtype]} [${shape.join(", ")}]`;
}

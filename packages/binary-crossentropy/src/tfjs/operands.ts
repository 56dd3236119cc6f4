// What a caller passed as a tensor, as one of TensorFlow.js: those that are tensors already,
// checked, and plain data in all the forms that the package's main entry takes.

import { fill, Tensor, tensor } from "@tensorflow/tfjs-core";
import { refuse, show } from "../errors.js";
import { type Arguments, isEverywhere, isNone, type Operands } from "../task/operands.js";
import { checkMask } from "../task/validate.js";
import { toNdArray } from "../tensor/ndarray.js";
import { readTensor, tensorKinds } from "../tensor/read-tensor.js";
import type { TensorLike } from "../types.js";

/**
 * What goes in as a tensor: one of TensorFlow.js of dtype float32, int32 or bool, or plain data.
 */
export type TensorInput = Tensor | TensorLike;

/**
 * Reads the arguments. Tensors that it makes of plain data belong to the scope that it is called
 * in.
 */
export function readOperands(
  owner: string,
  { yTrue, yPred, sampleWeight, mask }: Required<Arguments>,
): Operands<Tensor> {
  const predictions = toTensor(owner, "yPred", yPred);
  return {
    yTrue: isEverywhere(yTrue)
      ? fill(predictions.shape, Number(yTrue))
      : toTensor(owner, "yTrue", yTrue),
    yPred: predictions,
    sampleWeight: isNone(sampleWeight) ? undefined : toTensor(owner, "sampleWeight", sampleWeight),
    mask: isNone(mask) ? undefined : maskToTensor(owner, mask),
  };
}

/** @throws ValueError for a tensor that was disposed, or that holds strings or complex numbers. */
export function checkTensor(owner: string, argument: string, value: Tensor): Tensor {
  if (value.isDisposed) refuse(owner, argument, "hold its data", "a tensor that was disposed");
  if (value.dtype === "string" || value.dtype === "complex64") {
    refuse(owner, argument, "be of dtype float32, int32 or bool", value.dtype);
  }
  return value;
}

function toTensor(owner: string, argument: string, value: unknown): Tensor {
  if (value instanceof Tensor) return checkTensor(owner, argument, value);
  if (!isPlain(value)) refuse(owner, argument, `be a tensor, ${tensorKinds}`, show(value));
  const read = readTensor(owner, argument, value);
  return tensor(
    toNdArray(read, "float32", read.shape).data as Float32Array,
    [...read.shape],
    "float32",
  );
}

/** Whether it is of a kind of which the package's main entry can say what is wrong with it. */
function isPlain(value: unknown): boolean {
  if (
    typeof value === "number" ||
    typeof value === "boolean" ||
    Array.isArray(value) ||
    ArrayBuffer.isView(value)
  )
    return true;
  return typeof value === "object" && value !== null && "data" in value;
}

/**
 * A mask of numbers would have to be read back from the device to be checked: plain data can be
 * checked before.
 */
function maskToTensor(owner: string, value: unknown): Tensor {
  if (value instanceof Tensor) {
    if (checkTensor(owner, "mask", value).dtype === "bool") return value;
    refuse(
      owner,
      "mask",
      "be a tensor of dtype bool, or an array of booleans, 0 and 1",
      value.dtype,
      'Pass mask.cast("bool").',
    );
  }
  const mask = readTensor(owner, "mask", value);
  checkMask(owner, mask);
  return tensor(
    Uint8Array.from(toNdArray(mask, "float32", mask.shape).data),
    [...mask.shape],
    "bool",
  );
}

// Ops of our own in TensorFlow.js's registry of kernels. What is registered is an empty shell that
// calls what each call brings along: so one registration serves every loss, and two copies of this
// package do not get in each other's way.

import {
  engine,
  type GradFunc,
  getBackend,
  getGradient,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  registerGradient,
  registerKernel,
  type Tensor,
  type TensorInfo,
} from "@tensorflow/tfjs-core";

/** What an op computes, and how it is differentiated. */
export interface Op {
  /**
   * Runs inside the op, where no tape records. Tensors that are made and not returned are the
   * caller's to dispose.
   */
  compute(inputs: readonly Tensor[]): TensorInfo;
  /** The gradients by the inputs, each computed when it is called for. */
  gradients(dy: Tensor, inputs: readonly Tensor[]): readonly (() => Tensor)[];
}

type Attributes = NamedAttrMap & { readonly op: Op };

/** Runs an op on the active backend, recorded under its name where a tape records. */
export function runOp(name: string, inputs: readonly Tensor[], op: Op): Tensor {
  const backendName = getBackend();
  if (!getKernel(name, backendName)) register(name, backendName);
  // As TensorFlow.js's own ops with a list of inputs do it: an array goes where a map is declared.
  return engine().runKernel(
    name,
    inputs as unknown as NamedTensorMap,
    { op } as unknown as NamedAttrMap,
  );
}

function register(kernelName: string, backendName: string): void {
  registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) =>
      (attrs as unknown as Attributes).op.compute(inputs as unknown as Tensor[]),
  });
  if (getGradient(kernelName)) return;
  const gradFunc: GradFunc = (dy, saved, attrs) =>
    Object.fromEntries(
      (attrs as unknown as Attributes).op.gradients(dy as Tensor, saved).entries(),
    );
  registerGradient({ kernelName, saveAllInputs: true, gradFunc });
}

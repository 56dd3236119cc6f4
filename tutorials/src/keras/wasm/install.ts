// Gives the backend "wasm" the kernels that training needs, where it has none or a slow one. Call
// it once, before training.

import * as tf from "@tensorflow/tfjs";
import { batchNormGradient } from "./batch-norm-gradient.js";
import { filterGradient, inputGradient } from "./convolution-gradients.js";

type Inputs = Readonly<Record<string, tf.Tensor4D>>;

export function installWasmKernels(): void {
  install("Conv2DBackpropFilter", ({ x, dy }: Inputs, attrs) => {
    return filterGradient(
      x!,
      dy!,
      convInfo(x!.shape, attrs["filterShape"] as tf.Tensor4D["shape"], attrs),
    );
  });
  install("Conv2DBackpropInput", ({ dy, filter }: Inputs, attrs) => {
    return inputGradient(
      dy!,
      filter!,
      convInfo(attrs["inputShape"] as tf.Tensor4D["shape"], filter!.shape, attrs),
    );
  });
  installMatMul();
  tf.registerGradient(batchNormGradient);
}

function install(
  kernelName: string,
  compute: (inputs: Inputs, attrs: tf.NamedAttrMap) => tf.Tensor,
): void {
  const backendName = "wasm";
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  // Operations inside a kernel are not taped, and a tensor is a TensorInfo.
  const kernelFunc: tf.KernelFunc = ({ inputs, attrs }) =>
    tf.tidy(() => compute(inputs as unknown as Inputs, attrs!));
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}

function convInfo(
  input: tf.Tensor4D["shape"],
  filter: tf.Tensor4D["shape"],
  attrs: tf.NamedAttrMap,
): tf.backend_util.Conv2DInfo {
  const { strides, pad, dimRoundingMode } = attrs as {
    strides: number;
    pad: "same";
    dimRoundingMode?: "floor";
  };
  return tf.backend_util.computeConv2DInfo(input, filter, strides, 1, pad, dimRoundingMode);
}

/**
 * The backend's own kernel is slow for transposed operands, as in gradients: transposes them first.
 */
function installMatMul(): void {
  const own = tf.getKernel("BatchMatMul", "wasm");
  const kernelFunc: tf.KernelFunc = (call) => {
    const { transposeA, transposeB } = call.attrs as { transposeA: boolean; transposeB: boolean };
    const [a, b] = [call.inputs["a"], call.inputs["b"]] as [tf.Tensor, tf.Tensor];
    if (!transposeA && !transposeB) return own.kernelFunc(call);
    return tf.tidy(() => tf.matMul(transposeA ? turn(a) : a, transposeB ? turn(b) : b));
  };
  tf.unregisterKernel("BatchMatMul", "wasm");
  tf.registerKernel({ ...own, setupFunc: () => {}, kernelFunc });
}

function turn(matrices: tf.Tensor): tf.Tensor {
  const axes = matrices.shape.map((_, axis) => axis);
  return matrices.transpose([...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
}

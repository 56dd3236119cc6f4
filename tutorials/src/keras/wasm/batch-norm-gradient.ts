// The gradient of the batch normalisation y = scale · (x − mean) / √(variance + ε) + offset with
// respect to all its inputs. TensorFlow.js repeats the statistics for every pixel; here they are
// broadcast.

import * as tf from "@tensorflow/tfjs";

export const batchNormGradient: tf.GradConfig = {
  kernelName: "FusedBatchNorm",
  inputsToSave: ["x", "mean", "variance", "scale"],
  gradFunc: (dy, saved, attrs) => {
    const [x, mean, variance, scale] = saved as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor | undefined,
    ];
    const gradient = dy as tf.Tensor;
    // The statistics belong to the last axis.
    const axes = x.shape.map((_, axis) => axis).slice(0, -1);
    const inverse = variance.add(attrs["varianceEpsilon"] as number).rsqrt();
    const factor = scale ? inverse.mul(scale) : inverse;
    const sum = gradient.sum(axes);
    const centredSum = tf.tidy(() => gradient.mul(x.sub(mean)).sum(axes));
    return {
      x: () => gradient.mul(factor),
      mean: () => sum.mul(factor).neg(),
      variance: () => centredSum.mul(factor).mul(inverse.square()).mul(-0.5),
      scale: () => centredSum.mul(inverse),
      offset: () => sum,
    };
  },
};

// A backend that runs TensorFlow.js's own ops alone, as WebGL does: the one in plain JavaScript under
// another name.

import * as tf from "@tensorflow/tfjs";

export async function useComposed(): Promise<void> {
  await tf.setBackend("cpu");
  const cpu = tf.backend();
  tf.registerBackend("composed", () => cpu);
  tf.copyRegisteredKernels("cpu", "composed");
  await tf.setBackend("composed");
}

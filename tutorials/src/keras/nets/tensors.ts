// Converts between the arrays that the trainings keep and the tensors that the nets take.

import * as tf from "@tensorflow/tfjs";
import type { Images, Readings } from "../tutorial.js";

export function fromImages({ data, count, height, width, channels }: Images): tf.Tensor4D {
  return tf.tensor4d(data, [count, height, width, channels]);
}

/** The pictures that a computation returns. Frees all its tensors. */
export async function toImages(compute: () => tf.Tensor4D): Promise<Images> {
  const tensor = tf.tidy(compute);
  const [count, height, width, channels] = tensor.shape;
  const data = Float32Array.from(await tensor.data());
  tensor.dispose();
  return { count, height, width, channels, data };
}

/** The scalars that a computation returns, as numbers. */
export async function readScalars<Name extends string>(
  compute: () => Record<Name, tf.Scalar>,
): Promise<Record<Name, number>> {
  const scalars = Object.entries<tf.Scalar>(tf.tidy(compute));
  const values = await Promise.all(
    scalars.map(async ([name, scalar]) => [name, (await scalar.data())[0]!]),
  );
  tf.dispose(scalars.map(([, scalar]) => scalar));
  return Object.fromEntries(values) satisfies Readings as Record<Name, number>;
}

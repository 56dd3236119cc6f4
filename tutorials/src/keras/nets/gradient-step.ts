// The gradients of a loss by the weights of models, for optimisers to apply: `tf.GradientTape` in
// the tutorials.

import * as tf from "@tensorflow/tfjs";

export interface NamedTensor {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

/** What is descended on, and what else of its computation is wanted. */
export type Losses = { readonly total: tf.Scalar } & Readonly<Record<string, tf.Tensor>>;

export interface Gradients<L, Models> {
  readonly losses: L;
  /** Of each model, by its trainable weights. */
  readonly gradients: { [I in keyof Models]: NamedTensor[] };
}

/** To be called in a tidy, which frees what comes out. */
export function gradientsOf<L extends Losses, const Models extends readonly tf.LayersModel[]>(
  compute: () => L,
  models: Models,
): Gradients<L, Models> {
  const variables = models.map(trainableVariables);
  let kept: L;
  const { grads } = tf.variableGrads(() => {
    kept = compute();
    for (const tensor of Object.values(kept)) tf.keep(tensor);
    return kept.total;
  }, variables.flat());
  const losses = Object.fromEntries(
    Object.entries(kept!).map(([name, tensor]) => [name, release(tensor)]),
  );
  const gradients = variables.map((ofModel) =>
    ofModel.map(({ name }) => ({ name, tensor: grads[name]! })),
  );
  return { losses: losses as L, gradients: gradients as Gradients<L, Models>["gradients"] };
}

/** The same numbers as a tensor that a tidy frees. */
function release(kept: tf.Tensor): tf.Tensor {
  const released = kept.clone();
  kept.dispose();
  return released;
}

function trainableVariables(model: tf.LayersModel): tf.Variable[] {
  return model.trainableWeights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
}

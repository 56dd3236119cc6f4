// The gradients of a loss with respect to the weights of models, for optimisers to apply. The
// tutorials use `tf.GradientTape`.

import * as tf from "@tensorflow/tfjs";

export interface NamedTensor {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

/** The loss to descend on, and other tensors of its computation to return. */
export type Losses = { readonly total: tf.Scalar } & Readonly<Record<string, tf.Tensor>>;

export interface Gradients<L, Models> {
  readonly losses: L;
  /** The gradients of each model, with respect to its trainable weights. */
  readonly gradients: { [I in keyof Models]: NamedTensor[] };
}

/** Call it in a tidy, which frees the results. */
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

/** A copy that a tidy frees. */
function release(kept: tf.Tensor): tf.Tensor {
  const released = kept.clone();
  kept.dispose();
  return released;
}

function trainableVariables(model: tf.LayersModel): tf.Variable[] {
  return model.trainableWeights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
}

// The logits behind a sigmoid at the end of a model. tf.keras finds them and computes the loss of
// them: of the probabilities the gradient would be 0 from a logit of about 16 on, and training would
// stall. Here the activation that gives a model's output is watched while a batch is computed.

import { dispose, keep, type Tensor } from "@tensorflow/tfjs-core";
import type { Class } from "./find-models.js";
import type { LayersModel, OutputTensor } from "./model.js";
import { packageLoss } from "./package-losses.js";

/** An activation of tfjs-layers. */
interface Activation {
  apply(x: Tensor, ...rest: unknown[]): Tensor;
}

interface Watch {
  readonly heads: ReadonlySet<unknown>;
  /** By the probabilities that came of them. */
  readonly logits: Map<unknown, Tensor>;
}

let watch: Watch | undefined;

/** Makes the class of sigmoids tell what they were applied to. */
export function wrapSigmoid({ prototype }: Class<Activation>): void {
  const { apply } = prototype;
  prototype.apply = function (this: Activation, x: Tensor, ...rest: unknown[]) {
    const probabilities = apply.call(this, x, ...rest);
    // The layer disposes what is not its output.
    if (watch?.heads.has(this)) watch.logits.set(probabilities, keep(x.clone()));
    return probabilities;
  };
}

/** The logits that a model has just made these predictions of; undefined where there are none. */
export function logitsBehind(yPred: unknown): Tensor | undefined {
  return watch?.logits.get(yPred);
}

const switchedOff = new WeakSet<object>();

/** What `compile` says about it for this model. */
export function setFindLogits(model: object, isOn: boolean): void {
  if (isOn) switchedOff.delete(model);
  else switchedOff.add(model);
}

/** Whether the losses of this model look for logits. */
export function findsLogitsOf(model: object): boolean {
  return !switchedOff.has(model);
}

/** Runs a model's batch in which its losses find the logits behind its sigmoids. */
export function withSigmoidHeads<T>(model: LayersModel, run: () => T): T {
  if (switchedOff.has(model)) return run();
  const finds = model.outputs.filter(
    (_, i) => packageLoss(model.lossFunctions[i])?.findsLogits === true,
  );
  const before = watch;
  watch = { heads: new Set(finds.map(activationOf)), logits: new Map() };
  try {
    return run();
  } finally {
    dispose([...watch.logits.values()]);
    watch = before;
  }
}

/** The activation of the layer that gives an output, or of the last one in a model that gives it. */
function activationOf(output: OutputTensor): unknown {
  const { activation, outputs } = output.sourceLayer;
  return outputs ? activationOf(outputs[output.outputTensorIndex ?? 0]!) : activation;
}

// How each contender looks, the same in all charts: this package thick and blue, peers in
// JavaScript warm and dashed, native ones green and grey. Mostly Okabe and Ito's colours, which the
// colour-blind can tell apart; names stand beside.

import {
  bytesName,
  handWrittenName,
  kernelMemoryName,
  packageName,
  sharedName,
  tensorflowWasmName,
  threadsName,
} from "../names.js";

export interface Look {
  readonly colour: string;
  /** As in SVG's stroke-dasharray. */
  readonly dash: string;
  readonly width: number;
}

const look = (colour: string, dash = "", width = 1.5): Look => ({ colour, dash, width });

export const looks: Readonly<Record<string, Look>> = {
  [packageName]: look("#0072b2", "", 3),
  [kernelMemoryName]: look("#3a9bd9", "", 3),
  [threadsName]: look("#00407a", "", 3),
  [sharedName]: look("#6a8fb5", "6 2", 2),
  [bytesName]: look("#56b4e9", "2 3", 3),
  [handWrittenName]: look("#000000"),
  "TensorFlow.js cpu": look("#b35900", "6 3"),
  [tensorflowWasmName]: look("#e07b00", "6 3"),
  "jax-js wasm": look("#c0392b", "6 3"),
  NumPy: look("#777777"),
  "TensorFlow eager": look("#a0629a"),
  "TensorFlow XLA": look("#7b2d74"),
  "PyTorch eager": look("#5cb85c"),
  "PyTorch compiled": look("#00703c"),
  "JAX jit": look("#9a7d0a"),
};

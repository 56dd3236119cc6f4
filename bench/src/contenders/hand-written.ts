// The loops that people write by hand: no checks, no weights, float32 data and sums in double precision. The gradient
// of probabilities ignores the clip, as the formula in the textbook does.

import { handWrittenName } from "../names.js";
import type { Contender } from "./contender.js";

const eps = 1e-7;

export const handWritten: Contender = {
  name: handWrittenName,
  prepare({ quantity, input }, { yTrue, yPred }) {
    if (quantity === "value") {
      const mean = input === "logits" ? meanOfLogits : meanOfProbabilities;
      return { run: () => mean(yTrue, yPred), grad: undefined };
    }
    const grad = new Float32Array(yPred.length);
    const meanAndGrad = input === "logits" ? meanAndGradOfLogits : meanAndGradOfProbabilities;
    return { run: () => meanAndGrad(yTrue, yPred, grad), grad };
  },
};

function meanOfLogits(yTrue: Float32Array, logits: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const z = logits[i]!;
    sum += Math.max(z, 0) - z * yTrue[i]! + Math.log1p(Math.exp(-Math.abs(z)));
  }
  return sum / logits.length;
}

function meanOfProbabilities(yTrue: Float32Array, probabilities: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const y = yTrue[i]!;
    const p = Math.min(Math.max(probabilities[i]!, eps), 1 - eps);
    sum += -(y * Math.log(p + eps) + (1 - y) * Math.log(1 - p + eps));
  }
  return sum / probabilities.length;
}

function meanAndGradOfLogits(yTrue: Float32Array, logits: Float32Array, grad: Float32Array): number {
  const n = logits.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const y = yTrue[i]!;
    const z = logits[i]!;
    sum += Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z)));
    grad[i] = (1 / (1 + Math.exp(-z)) - y) / n;
  }
  return sum / n;
}

function meanAndGradOfProbabilities(yTrue: Float32Array, probabilities: Float32Array, grad: Float32Array): number {
  const n = probabilities.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const y = yTrue[i]!;
    const p = Math.min(Math.max(probabilities[i]!, eps), 1 - eps);
    sum += -(y * Math.log(p + eps) + (1 - y) * Math.log(1 - p + eps));
    grad[i] = (-y / (p + eps) + (1 - y) / (1 - p + eps)) / n;
  }
  return sum / n;
}

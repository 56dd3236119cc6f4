// The loops that people write by hand: no checks, sums in double precision. The gradient of
// probabilities ignores the clip, as the formula in the textbook does.

import { type FloatArray, newArray } from "../data.js";
import { handWrittenName } from "../names.js";
import { smoothingOf } from "../workloads.js";
import type { Contender, Inputs } from "./contender.js";
import { handWrittenRoad } from "./hand-written-roads.js";

const eps = 1e-7;

export const handWritten: Contender = {
  name: handWrittenName,
  prepare(workload, inputs) {
    const { quantity, input, dtype, n, road } = workload;
    if (road) return handWrittenRoad(workload, inputs);
    const smoothing = smoothingOf(workload);
    if (quantity === "value") {
      const mean = input === "logits" ? meanOfLogits : meanOfProbabilities;
      return { run: () => mean(inputs, smoothing) };
    }
    const grad = newArray(dtype, n);
    const meanAndGrad = input === "logits" ? meanAndGradOfLogits : meanAndGradOfProbabilities;
    return { run: () => meanAndGrad(inputs, smoothing, grad), grad: () => grad };
  },
};

function meanOfLogits({ labels, predictions, weights }: Inputs, smoothing: number): number {
  const n = predictions.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const y = labels[i]! * (1 - smoothing) + smoothing / 2;
    const z = predictions[i]!;
    const loss = Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z)));
    sum += weights ? weights[i]! * loss : loss;
  }
  return sum / n;
}

function meanOfProbabilities({ labels, predictions, weights }: Inputs, smoothing: number): number {
  const n = predictions.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const y = labels[i]! * (1 - smoothing) + smoothing / 2;
    const p = Math.min(Math.max(predictions[i]!, eps), 1 - eps);
    const loss = -(y * Math.log(p + eps) + (1 - y) * Math.log(1 - p + eps));
    sum += weights ? weights[i]! * loss : loss;
  }
  return sum / n;
}

function meanAndGradOfLogits(
  { labels, predictions, weights }: Inputs,
  smoothing: number,
  grad: FloatArray,
): number {
  const n = predictions.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const y = labels[i]! * (1 - smoothing) + smoothing / 2;
    const z = predictions[i]!;
    const w = weights ? weights[i]! : 1;
    sum += w * (Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z))));
    grad[i] = (w * (1 / (1 + Math.exp(-z)) - y)) / n;
  }
  return sum / n;
}

function meanAndGradOfProbabilities(
  { labels, predictions, weights }: Inputs,
  smoothing: number,
  grad: FloatArray,
): number {
  const n = predictions.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const y = labels[i]! * (1 - smoothing) + smoothing / 2;
    const p = Math.min(Math.max(predictions[i]!, eps), 1 - eps);
    const w = weights ? weights[i]! : 1;
    sum -= w * (y * Math.log(p + eps) + (1 - y) * Math.log(1 - p + eps));
    grad[i] = (w * ((1 - y) / (1 - p + eps) - y / (p + eps))) / n;
  }
  return sum / n;
}

// The charts: their files and what they show.

import type { Input, Quantity } from "../workloads.js";

export interface ChartName {
  readonly file: string;
  readonly title: string;
}

export interface ThroughputName extends ChartName {
  readonly quantity: Quantity;
  readonly input: Input;
}

const inWords: Record<Quantity, string> = {
  value: "Mean loss",
  "value and gradient": "Mean loss and its gradient",
};

export const throughputNames: readonly ThroughputName[] = (
  ["value", "value and gradient"] as const
).flatMap((quantity) =>
  (["logits", "probabilities"] as const).map((input) => ({
    file: `speed-${quantity.replaceAll(" ", "-")}-${input}.svg`,
    title: `${inWords[quantity]} of ${input}: elements per second`,
    quantity,
    input,
  })),
);

export const ratiosName: ChartName = {
  file: "speed-ratios.svg",
  title: "Times as fast as the hand-written loop, N = 1 Mi",
};

export const chartNames: readonly ChartName[] = [...throughputNames, ratiosName];

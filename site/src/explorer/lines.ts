// The lines of the explorer: what each computes, at any inputs.

import {
  BinaryCrossentropy,
  type BinaryCrossentropyOptions,
  BinaryFocalCrossentropy,
} from "binary-crossentropy";
import { inputAt, type Settings } from "./settings.js";

export interface Line {
  /** What tells it from the others. */
  readonly name: string;
  readonly gamma: number;
  /** The options that differ from the defaults. */
  readonly options: BinaryCrossentropyOptions;
}

export interface Values {
  readonly loss: number;
  readonly gradient: number;
  readonly hessian: number;
}

/** One line for each dialect, and one for each option that is on, in the first dialect. */
export function linesOf(settings: Settings): Line[] {
  const { input, dialects, dtype, smoothing, posWeight, gamma } = settings;
  const fromLogits = input === "logit";
  // Logits are the same in all dialects.
  const chosen = fromLogits
    ? (["keras2"] as const)
    : dialects.length > 0
      ? dialects
      : (["exact"] as const);
  const optionsIn = (dialect: (typeof chosen)[number]): BinaryCrossentropyOptions => ({
    ...(fromLogits && { fromLogits }),
    ...(dialect !== "keras2" && { dialect }),
    ...(dtype !== "float32" && { dtype }),
  });
  const first = optionsIn(chosen[0]!);
  return [
    ...chosen.map((dialect) => ({
      name: fromLogits ? "plain" : dialect,
      gamma: 0,
      options: optionsIn(dialect),
    })),
    ...(smoothing > 0
      ? [
          {
            name: `smoothing ${smoothing}`,
            gamma: 0,
            options: { ...first, labelSmoothing: smoothing },
          },
        ]
      : []),
    ...(posWeight !== 1
      ? [{ name: `posWeight ${posWeight}`, gamma: 0, options: { ...first, posWeight } }]
      : []),
    ...(gamma > 0 ? [{ name: `focal, γ ${gamma}`, gamma, options: first }] : []),
  ];
}

function lossOf<R extends "sum" | "none">({ gamma, options }: Line, reduction: R) {
  const each = { ...options, axis: [], reduction };
  return gamma > 0 ? new BinaryFocalCrossentropy({ ...each, gamma }) : new BinaryCrossentropy(each);
}

/** A line at some inputs. */
export function valuesOf(line: Line, label: number, inputs: Float64Array): Values[] {
  const yPred = line.options.dtype === "float64" ? inputs : Float32Array.from(inputs);
  const losses = lossOf(line, "none")(label, yPred).data;
  // The derivatives of a sum are those of its elements.
  const sum = lossOf(line, "sum");
  const gradients = sum.valueAndGrad(label, yPred).grad.data;
  const hessian = sum.hessian(label, yPred).data;
  return Array.from(inputs, (_, i) => ({
    loss: losses[i]!,
    gradient: gradients[i]!,
    hessian: hessian[i]!,
  }));
}

/** Inputs to draw lines through, evenly over the axis. */
export function inputsOf(settings: Settings, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => inputAt(settings, i / (count - 1)));
}
